"""手册: what the desk does and why, to read beside it."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from pipelines import guard
from pipelines.desk.manual import manual, pictures
from pipelines.desk.state import Refusal, desk_of


async def manual_page(request: Request) -> Response:
    return desk_of(request).page("manual", text=Markup(manual()))


async def picture(request: Request) -> Response:
    path = pictures().get(request.path_params["name"])
    if path is None:
        raise Refusal(404, "没有这张图。")
    return FileResponse(path, headers=guard.HEADERS)
