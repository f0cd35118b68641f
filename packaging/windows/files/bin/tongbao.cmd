@"%~dp0..\python\python.exe" -X utf8 -m pipelines.cli %*
