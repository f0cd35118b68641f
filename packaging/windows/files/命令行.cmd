@echo off
set "PATH=%~dp0bin;%PATH%"
cd /d "%USERPROFILE%"
cmd /k tongbao --help
