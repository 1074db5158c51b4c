"""HTML to PDF/A by WeasyPrint: exact sizes (Nghị định 30/2020/NĐ-CP, Phụ lục I) on
every machine, which wkhtmltopdf does not hold."""


def render(html):
    """Bytes of a PDF/A-3u. Sizes in the style sheet are kept to the point.

    A document is complete in itself: whatever would be fetched from disk or network is
    left out and logged.
    """
    # imported here: Odoo's start and its other processes need no layout engine
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"})
    return HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/a-3u")
