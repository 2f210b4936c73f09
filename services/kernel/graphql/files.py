"""Files in GraphQL: the shared type, and the two mutations by which bytes come in and go out."""

from typing import Any

import strawberry

from services.kernel import files
from services.kernel.authority import has_business
from services.kernel.graphql.context import Info, as_id
from services.kernel.graphql.texts import check_text
from services.kernel.refusals import ACTOR_NOT_ALLOWED, NotFound, refuse
from services.kernel.sight import seen_refs
from services.kernel.store import StoredFile


@strawberry.federation.type(shareable=True, description="文件")
class File:
    """The metadata of a file; bytes are fetched by a link of minutes."""

    id: strawberry.ID = strawberry.field(description="编号")
    name: str = strawberry.field(description="文件名")
    media_type: str | None = strawberry.field(description="媒体类型（按内容识别）")
    size: int | None = strawberry.field(description="字节数")
    sha256: str | None = strawberry.field(description="SHA-256 摘要")

    @classmethod
    def of(cls, row: StoredFile) -> "File":
        return cls(
            id=strawberry.ID(str(row.id)), name=row.name, media_type=row.media_type, size=row.size, sha256=row.sha256
        )


@strawberry.federation.type(shareable=True, description="一次性上传链接，或数分钟内有效的下载链接")
class FileLink:
    """A link through the gateway."""

    file_id: strawberry.ID = strawberry.field(description="文件编号")
    path: str = strawberry.field(description="相对网关的路径：上传用 PUT，下载用 GET")
    expires_in_seconds: int = strawberry.field(description="有效秒数")


def file_mutation(service: str, *owners: type) -> type:
    """The mutation type with `prepare<Service>Upload` and `prepare<Service>Download`.

    A file is read by who uploaded it and by whoever sees the object that it belongs to, of one of the kinds `owners`.
    """

    def shown(link: files.Link) -> FileLink:
        return FileLink(
            file_id=strawberry.ID(str(link.file_id)),
            path=f"/files/{service}/{link.token}",
            expires_in_seconds=int(link.expires_in.total_seconds()),
        )

    async def prepare_upload(info: Info, name: str) -> FileLink:
        act = info.context.act()
        if not has_business(act):
            raise refuse(ACTOR_NOT_ALLOWED)
        check_text({"name": name})
        async with info.context.runtime.sessions.begin() as session:
            return shown(await files.prepare_upload(session, act, name=name))

    async def prepare_download(info: Info, file_id: strawberry.ID) -> FileLink:
        act = info.context.act()
        wanted = as_id(file_id, "File")
        async with info.context.runtime.sessions.begin() as session:
            row = await session.get(StoredFile, wanted)
            if row is None:
                raise NotFound("File", file_id)
            owner = row.object_type, row.object_id
            if row.uploaded_by != act.person.id and owner not in await seen_refs(session, act, owners, [owner]):
                raise NotFound("File", file_id)
            return shown(await files.prepare_download(session, act, wanted))

    namespace: dict[str, Any] = {
        f"prepare_{service}_upload": strawberry.mutation(
            prepare_upload, description="准备上传：取得一次性上传链接，PUT 之后把文件编号用于业务操作"
        ),
        f"prepare_{service}_download": strawberry.mutation(
            prepare_download, description="取得下载链接（限本人，数分钟内有效）"
        ),
    }
    return strawberry.type(type("FileMutation", (), namespace))
