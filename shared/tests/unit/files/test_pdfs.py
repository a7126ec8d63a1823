"""Active content is refused wherever a reader can reach it; what is kept is written anew."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image
from pypdf import PdfWriter

from shared.files.inspection import pdfs
from shared.files.inspection.pdfs import MAX_OBJECTS, written_anew
from shared.files.inspection.refused import Harmful
from shared.files.inspection.revisions import MAX_REVISIONS

CASES = Path(__file__).parents[2] / "cases"

Change = Callable[[Pdf], None]


def pdf(change: Change | None = None, **options: Any) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    out = BytesIO()
    document.save(out, **options)
    return out.getvalue()


def raw(*objects: tuple[int, int, bytes], trailer: bytes = b"") -> bytes:
    """A file with its objects as they are given: number, generation, body."""
    content = bytearray(b"%PDF-1.5\n")
    places = {}
    for number, generation, body in objects:
        places[number] = (len(content), generation)
        content += b"%d %d obj\n" % (number, generation) + body + b"\nendobj\n"
    size = max(places) + 1
    table = bytearray(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        offset, generation = places.get(number, (0, 65535))
        table += b"%010d %05d %s \n" % (offset, generation, b"n" if number in places else b"f")
    start = len(content)
    content += table
    return bytes(content) + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer,
        start,
    )


PAGES = ((2, 0, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"), (3, 0, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"))


def action(kind: str, **members: Any) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **members)


def opens_with(made: Dictionary) -> Change:
    def change(document: Pdf) -> None:
        document.Root.OpenAction = document.make_indirect(pikepdf.Object.parse(made.unparse()))

    return change


def clicked(made: Dictionary) -> Change:
    def change(document: Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=made)
        document.pages[0].Annots = Array([document.make_indirect(link)])

    return change


def annotated(subtype: str, **members: Any) -> Change:
    def change(document: Pdf) -> None:
        made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=[0, 0, 9, 9], **members)
        document.pages[0].Annots = Array([made])

    return change


def at_root(**members: Any) -> Change:
    def change(document: Pdf) -> None:
        for key, value in members.items():
            document.Root[f"/{key}"] = value

    return change


def deep_in_arrays(document: Pdf) -> None:
    hidden: Any = action("JavaScript", JS=String("app.alert(1)"))
    for _ in range(30):
        hidden = Array([*range(100), hidden])
    document.pages[0].Annots = document.make_indirect(hidden)


def far_in_an_array(document: Pdf) -> None:
    document.Root.Far = Array([*range(60_000), action("JavaScript", JS=String("app.alert(1)"))])


def attached(document: Pdf) -> None:
    document.attachments["run.exe"] = b"MZ"


def external_stream(document: Pdf) -> None:
    stream = document.make_stream(b"")
    stream.F = String("\\\\server\\share\\file")
    document.pages[0].Contents = stream


def page_trigger(document: Pdf) -> None:
    document.pages[0].AA = Dictionary(O=action("URI", URI=String("https://example.vn")))


def presented(**members: Any) -> Change:
    def change(document: Pdf) -> None:
        document.pages[0].PresSteps = Dictionary(Dur=1, **members)

    return change


def clicked_and_by_itself(document: Pdf) -> None:
    address = document.make_indirect(action("URI", URI=String("https://example.vn")))
    clicked(address)(document)
    document.pages[0].X = address


def field_trigger(document: Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=action("JavaScript", JS=String("1"))))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))


REFUSED: dict[str, Change] = {
    "a script on opening": opens_with(action("JavaScript", JS=String("app.alert(1)"))),
    "a script by name": at_root(Names=Dictionary(JavaScript=Dictionary(Names=[]))),
    "a program on opening": opens_with(action("Launch", F=String("calc.exe"))),
    "an address on opening": opens_with(action("URI", URI=String("https://example.vn"))),
    "a form sent on opening": opens_with(action("SubmitForm", F=String("https://example.vn"))),
    "another file on opening": opens_with(action("GoToR", F=String("\\\\server\\share"))),
    "an address when a page opens": page_trigger,
    "a script when a key is pressed": field_trigger,
    "a program when clicked": clicked(action("Launch", F=String("calc.exe"))),
    "another file when clicked": clicked(action("GoToR", F=String("other.pdf"))),
    "an attached file when clicked": clicked(action("GoToE")),
    "a form sent when clicked": clicked(action("SubmitForm", F=String("https://example.vn"))),
    "data brought in when clicked": clicked(action("ImportData", F=String("a.fdf"))),
    "an action nobody knows": clicked(action("Whatever")),
    "printing by itself": opens_with(action("Named", N=Name.Print)),
    "a file's address when clicked": clicked(action("URI", URI=String("file://server/share"))),
    "a share when clicked": clicked(action("URI", URI=String("\\\\server\\share"))),
    "a script's address when clicked": clicked(action("URI", URI=String("javascript:alert(1)"))),
    "a program after a page": opens_with(action("GoTo", D=Array([]), Next=Array([action("Launch")]))),
    "deep in arrays": deep_in_arrays,
    "far in an array": far_in_an_array,
    "an attachment": attached,
    "an attachment as an annotation": annotated("FileAttachment"),
    "a film": annotated("Movie"),
    "a screen": annotated("Screen"),
    "rich media": annotated("RichMedia"),
    "a model": annotated("3D"),
    "a form in XML": at_root(AcroForm=Dictionary(XFA=String("<xdp/>"), Fields=[])),
    "data of another file": external_stream,
    "another file by its specification": at_root(
        AF=Array([Dictionary(Type=Name.Filespec, F=String("\\\\server\\share\\a.exe"))])
    ),
    "another file by an old name": at_root(AF=Array([Dictionary(Type=Name.F)])),
    "another file without a type": at_root(X=Dictionary(UF=String("\\\\server\\share\\a.exe"))),
    "another file's thread": at_root(Threads=Array([action("Thread", F=String("\\\\server\\a.pdf"))])),
    "a thread": at_root(X=action("Thread")),
    "a sound as an annotation": annotated("Sound"),
    "a sound as an action": at_root(X=action("Sound")),
    "a film as an action": at_root(X=action("Movie")),
    "a layer that is switched": at_root(X=action("SetOCGState")),
    "something that is hidden": at_root(X=action("Hide")),
    "what all addresses begin with": at_root(URI=Dictionary(Base=String("file://server/share/"))),
    "a share at a key nobody knows": at_root(X=action("URI", URI=String("file://server/share"))),
    "an address at a key nobody knows": at_root(X=action("URI", URI=String("https://example.vn"))),
    "an address of several at a key nobody knows": at_root(X=Array([action("URI", URI=String("https://example.vn"))])),
    "an address that is clicked, and at a key nobody knows": clicked_and_by_itself,
    "an address when a step comes": presented(NA=action("URI", URI=String("https://example.vn"))),
    "an address when a step is taken back": presented(PA=action("URI", URI=String("https://example.vn"))),
    "an address at a step further on": at_root(X=Dictionary(NA=action("URI", URI=String("https://example.vn")))),
    "a presentation of other files": at_root(Names=Dictionary(AlternatePresentations=Dictionary(Names=[]))),
    "a script of a model": at_root(X=Dictionary(Subtype=Name.U3D, OnInstantiate=Dictionary())),
    "a model without a type": annotated("Stamp", **{"3DD": Dictionary()}),
    "printing at a key nobody knows": at_root(X=action("Named", N=Name.Print)),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("packed", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_active_content_is_refused(change: Change, packed: pikepdf.ObjectStreamMode) -> None:
    with pytest.raises(Harmful, match="mã lệnh hoặc tệp đính kèm"):
        written_anew(pdf(change, object_stream_mode=packed))


TAKEN: dict[str, Change] = {
    "an address when clicked": clicked(action("URI", URI=String("https://dichvucong.gov.vn"))),
    "a page when clicked": clicked(action("GoTo", D=Array([]))),
    "a page on opening": at_root(OpenAction=Array([0, Name.Fit])),
    "the next page when clicked": clicked(action("Named", N=Name.NextPage)),
    "attributes of structure": at_root(StructTreeRoot=Dictionary(K=Dictionary(S=Name.P, A=Dictionary(O=Name.Layout)))),
    "a note": annotated("Text", Contents=String("Ghi chú"), F=4),
    "how a page comes": at_root(X=Dictionary(Type=Name.Trans, S=Name.Split)),
    "an article's thread": at_root(Threads=Array([Dictionary(Type=Name.Thread, F=Dictionary(Type=Name.Bead))])),
}


@pytest.mark.parametrize("change", TAKEN.values(), ids=TAKEN)
def test_what_honest_programs_write_is_taken(change: Change) -> None:
    with pikepdf.open(BytesIO(written_anew(pdf(change)))) as kept:
        assert len(kept.pages) == 1


def test_a_script_is_found_whatever_its_generation() -> None:
    with pytest.raises(Harmful, match="mã lệnh"):
        written_anew((CASES / "script-in-generation-1.pdf").read_bytes())


def test_what_no_reader_reaches_is_not_kept() -> None:
    root = (1, 0, b"<</Type/Catalog/Pages 2 0 R>>")
    hidden = (9, 0, b"<</S/JavaScript/JS(app.alert\\(1\\))>>")
    content = raw(root, *PAGES, hidden) + b"<script>alert(1)</script>"
    kept = written_anew(content)
    assert b"alert" in content
    assert b"alert" not in kept


def test_an_older_revision_is_not_kept() -> None:
    with pikepdf.open(BytesIO(pdf(REFUSED["a script on opening"]))) as document:
        script = document.Root.OpenAction.objgen[0]
        size = int(document.trailer.Size)
    first = pdf(REFUSED["a script on opening"], object_stream_mode=pikepdf.ObjectStreamMode.disable)
    previous = int(first.rpartition(b"startxref")[2].split()[0])
    at = len(first)
    update = b"%d 0 obj\n[]\nendobj\n" % script
    update += b"xref\n%d 1\n%010d 00000 n \n" % (script, at)
    root = int(first.rpartition(b"/Root ")[2].split()[0])
    update += b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (size, root, previous)
    update += b"startxref\n%d\n%%%%EOF\n" % (at + update.index(b"xref\n"))
    kept = written_anew(first + update)
    assert b"alert" in first
    assert b"alert" not in kept


def test_pages_look_the_same() -> None:
    def draw(document: Pdf) -> None:
        page = document.pages[0]
        page.Contents = document.make_stream(b"1 0 0 rg 20 20 60 60 re f 0 0 1 RG 4 w 100 100 m 180 150 l S")

    content = pdf(draw)
    before, after = (picture(part) for part in (content, written_anew(content)))
    assert before == after
    assert len(set(before)) > 2


def picture(content: bytes) -> bytes:
    [page] = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]
    return bytes(page.render(scale=1).to_pil().convert("RGB").tobytes())


def test_the_same_document_gives_the_same_bytes() -> None:
    content = pdf()
    assert written_anew(content) == written_anew(content)


def signature(document: Pdf) -> None:
    signed = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=Array([0, 1, 2, 3]), Contents=String("00")
    )
    field = Dictionary(FT=Name.Sig, T=String("Chữ ký"), V=document.make_indirect(signed))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]), SigFlags=3)


def test_a_signed_document_is_kept_byte_for_byte() -> None:
    content = pdf(signature)
    assert written_anew(content) == content


def test_a_signed_document_hides_nothing() -> None:
    plain = pdf(signature, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for content in (plain + b"<script>", plain.replace(b"startxref\n", b"startxref\n1")):
        with pytest.raises(Harmful, match="ký số"):
            written_anew(content)

    def both(document: Pdf) -> None:
        signature(document)
        REFUSED["a program when clicked"](document)

    with pytest.raises(Harmful, match="mã lệnh"):
        written_anew(pdf(both))


Body = tuple[int, bytes]

SIGNED_PAGES: tuple[Body, ...] = (
    (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
    (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>"),
    (5, b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 10 20 30]/Contents<00>>>"),
)
CATALOG: Body = (1, b"<</Type/Catalog/Pages 2 0 R/Sg 5 0 R>>")
OPENS_SCRIPT: Body = (1, b"<</Type/Catalog/Pages 2 0 R/Sg 5 0 R/OpenAction 4 0 R>>")
SCRIPT: Body = (4, b"<</S/JavaScript/JS(app.alert\\(1\\))>>")


def revised(*revisions: tuple[Body, ...], between: bytes = b"", trailer: bytes = b"") -> bytes:
    """A file of several revisions, each with a table of its own; ``between`` comes before the first object."""
    content, before = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + between), b""
    size = 0
    for number, objects in enumerate(revisions):
        table = bytearray(b"xref\n" + (b"" if number else b"0 1\n0000000000 65535 f \n"))
        for name, body in objects:
            table += b"%d 1\n%010d 00000 n \n" % (name, len(content))
            content += b"%d 0 obj\n" % name + body + b"\nendobj\n"
        start, size = len(content), max(size, *(name + 1 for name, _ in objects))
        content += table + b"trailer\n<</Size %d/Root 1 0 R%s%s>>\nstartxref\n%d\n%%%%EOF\n" % (
            size,
            before,
            trailer,
            start,
        )
        before = b"/Prev %d" % start
    return bytes(content)


def test_a_signed_document_is_kept_with_all_its_revisions() -> None:
    text = (4, b"(a \\) b (c) endobj % <<)")
    data = (6, b"<</Length 7 0 R>>stream\nendobj\nendstream"), (7, b"6")
    for content in (
        revised((*SIGNED_PAGES, CATALOG)),
        revised((*SIGNED_PAGES, CATALOG), (text,), (CATALOG, *data)),
        revised((*SIGNED_PAGES, CATALOG), between=b"% of a program, version 7\n"),
        pdf(signature, linearize=True),
        pdf(signature, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        updated(pdf(signature, object_stream_mode=pikepdf.ObjectStreamMode.generate)),
        updated(updated(pdf(signature, linearize=True))),
        hybrid(),
    ):
        assert written_anew(content) == content


def hybrid() -> bytes:
    """A file as Word writes it: a table for old readers, and behind it an empty one that names a table in a stream as
    well.
    """
    first = revised((*SIGNED_PAGES, CATALOG))
    before, start = int(first.rpartition(b"startxref")[2].split()[0]), len(first)
    rows = struct.pack(">BHB", 1, start, 0)
    content = first + b"6 0 obj\n<</Type/XRef/Size 7/Root 1 0 R/W[1 2 1]/Index[6 1]/Length 4>>\nstream\n" + rows
    content += b"\nendstream\nendobj\n"
    table = b"xref\n0 0\ntrailer\n<</Size 7/Root 1 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF"
    return content + table % (before, start, len(content))


def updated(content: bytes) -> bytes:
    """The file with another title, added behind what is there, as pypdf does."""
    writer, out = PdfWriter(BytesIO(content), incremental=True), BytesIO()
    writer.add_metadata({"/Title": f"{len(content)}"})
    writer.write(out)
    assert out.getvalue().startswith(content)
    return out.getvalue()


EARLIER: dict[str, bytes] = {
    "a catalog that was replaced": revised((*SIGNED_PAGES, OPENS_SCRIPT, SCRIPT), (CATALOG,)),
    "a script that became nothing": revised((*SIGNED_PAGES, OPENS_SCRIPT, SCRIPT), (CATALOG, (4, b"null"))),
    "an action inside a catalog": revised(
        (*SIGNED_PAGES, (1, b"<</Type/Catalog/Pages 2 0 R/Sg 5 0 R/OpenAction<</S/Launch>>>>")), (CATALOG,)
    ),
    "an address that only an old catalog opens": revised(
        (*SIGNED_PAGES, OPENS_SCRIPT, (4, b"<</S/URI/URI(https://example.vn)>>")), (CATALOG,)
    ),
    "an address that an old catalog opens now": revised(
        (*SIGNED_PAGES, OPENS_SCRIPT, (4, b"[3 0 R/Fit]")),
        (CATALOG,),
        ((4, b"<</S/URI/URI(https://a.vn)>>"), OPENS_SCRIPT),
    ),
}


@pytest.mark.parametrize("content", EARLIER.values(), ids=EARLIER)
def test_every_revision_of_a_signed_document_is_looked_at(content: bytes) -> None:
    with pytest.raises(Harmful, match="mã lệnh"):
        written_anew(content)


UNNAMED = b"4 0 obj\n<</S/JavaScript/JS(app.alert)>>\nendobj\n"


def unnamed_in_an_object_stream() -> bytes:
    """An object stream has a script that no table names."""
    packed = b"8 0 4 5 null <</S/JavaScript>>"
    stream = b"<</Type/ObjStm/N 2/First 8/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"
    return revised((*SIGNED_PAGES, CATALOG, (6, stream)))


def table_to_nowhere() -> bytes:
    """A second table to which nothing leads, with a catalog of its own."""
    content = revised((*SIGNED_PAGES, CATALOG))
    return content + content[content.index(b"xref\n") : content.index(b"startxref")].replace(b"1 0 R", b"9 0 R")


WITHOUT_ACCOUNT: dict[str, bytes] = {
    "an object that no table names": revised((*SIGNED_PAGES, CATALOG), between=UNNAMED),
    "an older object of the same number": revised(((4, b"null"), *SIGNED_PAGES, CATALOG, SCRIPT)),
    "a page of the web": revised((*SIGNED_PAGES, CATALOG), between=b"<script>alert(1)</script>\n"),
    "a comment that is an object": revised(
        (*SIGNED_PAGES, CATALOG), between=b"%" + UNNAMED.replace(b"\n", b" ") + b"\n"
    ),
    "a long comment": revised((*SIGNED_PAGES, CATALOG), between=b"%" + b"PK" * 1000 + b"\n"),
    "many comments": revised((*SIGNED_PAGES, CATALOG), between=(b"%" + b"PK" * 200 + b"\n") * 20),
    "two values of one object": revised((*SIGNED_PAGES, CATALOG, (4, b"null <</S/JavaScript>>"))),
    "more data than a stream says": revised((*SIGNED_PAGES, CATALOG, (4, b"<</Length 1>>stream\nabcd\nendstream"))),
    "another document inside a stream": revised(
        (*SIGNED_PAGES, CATALOG, (4, b"<</Length 21>>stream\nstartxref\n1234\n%%EOF\nendstream"))
    ),
    "a table to nowhere": table_to_nowhere(),
    "an object stream with more than is named": unnamed_in_an_object_stream(),
    "a trailer with more than a trailer says": revised((*SIGNED_PAGES, CATALOG), trailer=b"/X<</Y 1>>"),
    "what comes after the end": revised((*SIGNED_PAGES, CATALOG)) + UNNAMED,
    "what comes before the beginning": b"%PDF-1.7<script>" + revised((*SIGNED_PAGES, CATALOG))[8:],
}


@pytest.mark.parametrize("content", WITHOUT_ACCOUNT.values(), ids=WITHOUT_ACCOUNT)
def test_a_signed_document_has_no_byte_that_nothing_accounts_for(content: bytes) -> None:
    with pytest.raises(Harmful, match="ký số"):
        written_anew(content)


def test_revisions_have_an_end() -> None:
    signed = (*SIGNED_PAGES, CATALOG)
    taken = revised(signed, *[(CATALOG,)] * (MAX_REVISIONS - 1))
    assert written_anew(taken) == taken
    with pytest.raises(Harmful, match="phức tạp"):
        written_anew(revised(signed, *[(CATALOG,)] * MAX_REVISIONS))


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_closed_document_is_refused(user: str) -> None:
    with pytest.raises(Harmful, match="mật khẩu"):
        written_anew(pdf(encryption=pikepdf.Encryption(owner="owner", user=user)))


@pytest.mark.parametrize(
    "name", [b"/Whatever", b"/Crypt", b"[/FlateDecode/Whatever]", b"7", b"[[/FlateDecode]]", b"null"]
)
def test_a_filter_nobody_knows_is_no_defect_of_ours(name: bytes) -> None:
    root = (1, 0, b"<</Type/Catalog/Pages 2 0 R/X 4 0 R>>")
    stream = (4, 0, b"<</Filter %s/Length 3>>\nstream\nabc\nendstream" % name)
    try:
        written_anew(raw(root, *PAGES, stream))
    except Harmful:
        pass


def many_objects() -> bytes:
    return raw((1, 0, b"<</Type/Catalog/Pages 2 0 R>>"), *PAGES, *((4 + n, 0, b"null") for n in range(MAX_OBJECTS)))


def references_to_nowhere() -> bytes:
    """A file as it was seen: 49,000 entries that point nowhere, in a large file that is searched for each of them."""
    content = raw((1, 0, b"<</Type/Catalog/Pages 2 0 R>>"), *PAGES)
    body = content.partition(b"xref\n")[0]
    body += b"(%s)\n" % (b"a" * 200) * 44_000
    table = bytearray(b"xref\n0 49000\n0000000000 65535 f \n")
    for number in range(1, 49_000):
        at = body.find(b"\n%d 0 obj" % number) + 1 if number < 4 else 500 + number
        table += b"%010d 00000 n \n" % at
    return body + table + b"trailer\n<</Size 49000/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def object_streams() -> bytes:
    """490 object streams, each of which unpacks to some megabytes of objects."""
    content = bytearray(b"%PDF-1.5\n")
    objects = {1: b"<</Type/Catalog/Pages 2 0 R/X[%s]>>" % b" ".join(b"%d 0 R" % (100 + n) for n in range(490))}
    objects |= {number: body for number, _, body in PAGES}
    rows = {}
    for number, body in objects.items():
        rows[number] = (1, len(content), 0)
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    filling = b"[" + b"null " * 700_000 + b"]"
    pack = zlib.compressobj(1, wbits=-15)
    packed_filling = pack.compress(filling) + pack.flush()
    for n in range(490):
        head = b"%d 0\n" % (100 + n)
        packed = joined(head, filling, packed_filling)
        rows[700 + n], rows[100 + n] = (1, len(content), 0), (2, 700 + n, 0)
        content += b"%d 0 obj\n<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (
            700 + n,
            len(head),
            len(packed),
        )
        content += packed + b"\nendstream\nendobj\n"
    start = len(content)
    rows[1300] = (1, start, 0)
    table = b"".join(struct.pack(">BIB", *rows.get(number, (0, 0, 0))) for number in range(1301))
    content += b"1300 0 obj\n<</Type/XRef/Size 1301/W[1 4 1]/Root 1 0 R/Length %d>>\nstream\n" % len(table)
    return bytes(content) + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start


def joined(head: bytes, filling: bytes, packed_filling: bytes) -> bytes:
    """``head`` and ``filling`` packed as one, though the latter was packed by itself and once for all."""
    pack = zlib.compressobj(1)
    packed_head = pack.compress(head) + pack.flush(zlib.Z_FULL_FLUSH)
    return packed_head + packed_filling + struct.pack(">I", zlib.adler32(filling, zlib.adler32(head)))


def content_that_unpacks_without_end() -> bytes:
    def change(document: Pdf) -> None:
        packed = zlib.compress(bytes(50_000_000), 9)
        streams = [pikepdf.Stream(document, packed, Filter=Name.FlateDecode) for _ in range(10)]
        document.pages[0].Contents = Array([document.make_indirect(stream) for stream in streams])

    return pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def packed_twice() -> bytes:
    packed = zlib.compress(zlib.compress(bytes(60_000_000), 9), 9)

    def change(document: Pdf) -> None:
        document.pages[0].Contents = pikepdf.Stream(
            document, packed, Filter=Array([Name.FlateDecode, Name.FlateDecode])
        )

    return pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def huge_picture() -> bytes:
    def change(document: Pdf) -> None:
        document.Root.X = document.make_stream(b"", Width=100_000, Height=100_000, Subtype=Name.Image)

    return pdf(change)


@pytest.mark.slow
@pytest.mark.parametrize(
    "bomb", [many_objects, object_streams, content_that_unpacks_without_end, packed_twice, huge_picture]
)
def test_too_much_is_refused(bomb: Callable[[], bytes]) -> None:
    with pytest.raises(Harmful):
        written_anew(bomb())


def jpeg(**options: Any) -> bytes:
    out = BytesIO()
    Image.effect_noise((40, 30), 50).save(out, "JPEG", **options)
    return out.getvalue()


def jpx(width: int, height: int, boxed: bool = False) -> bytes:
    size = struct.pack(">HHIIIIIIIIH", 41, 0, width, height, 0, 0, width, height, 0, 0, 1) + b"\7\1\1"
    codestream = b"\xff\x4f\xff\x51" + size
    if not boxed:
        return codestream
    small = jpx(1, 1)
    return box(b"jP  ", b"\r\n\x87\n") + box(b"uuid", small) + box(b"jp2c", codestream)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def jbig2(width: int, height: int, region: tuple[int, int] = (8, 8)) -> bytes:
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    drawn = struct.pack(">IBBBI", 1, 38, 0, 1, 17) + struct.pack(">IIIIB", *region, 0, 0, 0)
    return page + drawn


def drawn(data: bytes, *filters: str) -> bytes:
    def change(document: Pdf) -> None:
        picture = Stream(document, data, Type=Name.XObject, Subtype=Name.Image, Width=40, Height=30)
        picture.Filter = Array([Name(f"/{name}") for name in filters])
        document.pages[0].Resources = Dictionary(XObject=Dictionary(I=document.make_indirect(picture)))

    return pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


SCANS = (CASES / "bomb-jpeg-progressive.jpg").read_bytes()
LARGE = jpeg().replace(struct.pack(">HH", 30, 40), struct.pack(">HH", 65_000, 65_000))

COSTLY_PICTURES: dict[str, bytes] = {
    "thousands of scans": drawn(SCANS, "DCTDecode"),
    "thousands of scans, by a short name": drawn(SCANS, "DCT"),
    "thousands of scans, packed": drawn(zlib.compress(SCANS), "FlateDecode", "DCTDecode"),
    "thousands of scans, as text": drawn(SCANS.hex().encode() + b">", "ASCIIHexDecode", "DCTDecode"),
    "a large JPEG": drawn(LARGE, "DCTDecode"),
    "a large JPEG with a small frame besides": drawn(LARGE[:-2] + jpeg()[2:], "DCTDecode"),
    "a JPEG that begins later": drawn(b"\xff\xe1\xff\xff" + LARGE + bytes(65_536) + jpeg(), "DCTDecode"),
    "a JPEG without a size": drawn(b"\xff\xd8\xff\xd9", "DCTDecode"),
    "a large JPEG 2000": drawn(jpx(100_000, 100_000), "JPXDecode"),
    "a large JPEG 2000 behind a small one": drawn(jpx(100_000, 100_000, boxed=True), "JPXDecode"),
    "a JPEG 2000 without a size": drawn(b"nothing", "JPXDecode"),
    "a large page of JBIG2": drawn(jbig2(100_000, 100_000), "JBIG2Decode"),
    "a large region of JBIG2": drawn(jbig2(40, 30, (100_000, 100_000)), "JBIG2Decode"),
    "a JBIG2 without a page": drawn(b"nothing", "JBIG2Decode"),
}


@pytest.mark.parametrize("content", COSTLY_PICTURES.values(), ids=COSTLY_PICTURES)
def test_a_picture_inside_that_costs_too_much_is_refused(content: bytes) -> None:
    with pytest.raises(Harmful):
        written_anew(content)


def inside(content: bytes, *, packed: bool) -> bytes:
    def change(document: Pdf) -> None:
        document.pages[0].Contents = document.make_stream(content)

    return pdf(change, compress_streams=packed)


LARGE_INSIDE: dict[str, bytes] = {
    "at once": b"q BI/W 20000/H 20000/BPC 1/IM true/F/CCF ID x EI Q",
    "by long names": b"q\nBI\n/Width 20000\n/Height 20000\n/Filter [/A85 /Fl]\nID x\nEI\nQ",
    "by names that are escaped": b"BI /#57 20000 /H#65ight 20000 ID x EI",
    "by numbers that are written oddly": b"BI /W +0000000000020000.0 /H %/H 1\n 20000. ID x EI",
    "behind other members": b"BI /DP <</K -1 /X <</Y (ID)>> >> /W 20000 /D [1 0] /H 20000 ID x EI",
    "behind a small one": b"BI /W 8 /H 8 ID xxxxxxxx EI BI /W 20000 /H 20000 ID x EI",
    "far behind": b"0 0 m\n" * 400_000 + b"BI /W 20000 /H 20000 ID x EI",
    "over the end of a piece": b" " * ((1 << 20) - 5) + b"BI /W 20000 /H 20000 ID x EI",
    "more than anybody draws": b"BI /W 1 /H 1 ID x EI\n" * 800_000,
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("content", LARGE_INSIDE.values(), ids=LARGE_INSIDE)
def test_a_picture_in_the_content_of_a_page_that_costs_too_much_is_refused(content: bytes, packed: bool) -> None:
    with pytest.raises(Harmful, match="quá phức tạp"):
        written_anew(inside(content, packed=packed))


@pytest.mark.parametrize("packed", [False, True])
def test_usual_pictures_in_the_content_of_a_page_are_taken(packed: bool) -> None:
    letters = b"BI /W 40 /H 30 /BPC 1 /IM true ID " + b"x" * 150 + b" EI\n"
    content = letters * 5_000 + b"BT (BI la phan tich; /W 20000 /H 20000) Tj ET"
    with pikepdf.open(BytesIO(written_anew(inside(content, packed=packed)))) as kept:
        assert len(kept.pages) == 1


@pytest.mark.parametrize(
    "content",
    [
        drawn(jpeg(), "DCTDecode"),
        drawn(jpeg(progressive=True), "DCTDecode"),
        drawn(zlib.compress(jpeg()), "FlateDecode", "DCTDecode"),
        drawn(jpx(4000, 3000), "JPXDecode"),
        drawn(jpx(4000, 3000, boxed=True), "JPXDecode"),
        drawn(jbig2(2480, 3508, (2480, 3508)), "JBIG2Decode"),
        drawn(jbig2(2480, 0xFFFFFFFF, (2480, 3508)), "JBIG2Decode"),
    ],
)
def test_usual_pictures_inside_are_taken(content: bytes) -> None:
    with pikepdf.open(BytesIO(written_anew(content))) as kept:
        assert len(kept.pages) == 1


@pytest.mark.slow
def test_references_to_nowhere_are_left_out() -> None:
    assert len(written_anew(references_to_nowhere())) < 2_000


def test_nesting_has_an_end() -> None:
    root = (1, 0, b"<</Type/Catalog/Pages 2 0 R/X 4 0 R>>")
    for nested in (b"[" * 200_000 + b"]" * 200_000, b"<</A" * 100_000 + b">>" * 100_000):
        try:
            assert len(written_anew(raw(root, *PAGES, (4, 0, nested)))) < 2_000
        except Harmful:
            pass


def test_bounds_of_pages() -> None:
    def many(document: Pdf) -> None:
        for _ in range(pdfs.MAX_PAGES):
            document.add_blank_page()

    with pytest.raises(Harmful, match="trang"):
        written_anew(pdf(many))
    with pytest.raises(Harmful):
        written_anew(raw((1, 0, b"<</Type/Catalog/Pages 2 0 R>>"), (2, 0, b"<</Type/Pages/Kids[]/Count 0>>")))
