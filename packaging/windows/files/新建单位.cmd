@echo off
"%~dp0python\python.exe" -X utf8 "%~dp0tongbao\new_home.py"
if errorlevel 1 pause
