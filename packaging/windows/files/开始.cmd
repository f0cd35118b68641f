@echo off
"%~dp0python\python.exe" -X utf8 "%~dp0tongbao\start.py" %*
if errorlevel 1 pause
