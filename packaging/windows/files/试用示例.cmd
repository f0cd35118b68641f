@echo off
"%~dp0python\python.exe" -X utf8 "%~dp0tongbao\try_sample.py"
pause
