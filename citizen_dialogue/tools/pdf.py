"""HTML to PDF/A by WeasyPrint: exact sizes (Nghị định 30/2020/NĐ-CP, Phụ lục I) on
every machine, which wkhtmltopdf does not hold."""


def _refuse(url, *_args, **_kwargs):
    """A document is complete in itself: nothing is fetched, from disk or network."""
    raise ValueError(f"external reference refused: {url[:80]}")


def render(html):
    """Bytes of a PDF/A-3u. Sizes in the style sheet are kept to the point."""
    # imported here: Odoo's start and its other processes need no layout engine
    from weasyprint import HTML

    return HTML(string=html, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/a-3u")
