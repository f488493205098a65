"""Complaints and requests for a return on the page of an order."""
from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools.mimetypes import guess_mimetype

from .portal import UPLOAD_TYPES, OrderDeskPortal

MEGABYTE = 1024 * 1024
CASES = '/my/orders/<int:order_id>/desk_complaint'


class ComplaintPortal(OrderDeskPortal):

    @route(CASES, type='http', auth='public', website=True, methods=['GET', 'POST'])
    def portal_desk_complain(self, order_id, access_token=None, **posted):
        """Show the form of a complaint; take the complaint in (CMP-05)."""
        order = self._get_desk_case_order(order_id, access_token)
        if not order:
            return request.redirect('/my')
        error = False
        if request.httprequest.method == 'POST':
            complaint, error = self._take_in(order, lambda files: order._desk_take_complaint(posted, files))
            if complaint:
                return request.redirect(order.get_portal_url(suffix=f'/desk_complaint/{complaint.id}'))
        return request.render('order_desk.portal_complain', {
            'sale_order': order, 'kinds': order._desk_get_complaint_kinds(), 'lines': order._desk_get_complaint_lines(),
            'posted': posted, 'error': error, 'page_name': 'desk_complaint', **self._get_limits(order)})

    @route(f'{CASES}/<int:complaint_id>', type='http', auth='public', website=True, methods=['GET', 'POST'])
    def portal_desk_complaint(self, order_id, complaint_id, access_token=None, **posted):
        """Show a complaint with what was written about it; take in what the customer writes."""
        order, complaint = self._get_desk_complaint(order_id, complaint_id, access_token)
        if not complaint:
            return request.redirect('/my')
        error = False
        if request.httprequest.method == 'POST':
            person = (posted.get('person') or '').strip()[:120] or order.partner_id.name

            def reply(files):
                complaint._take_reply(order._desk_read_text(posted), person, files)
                return complaint
            done, error = self._take_in(order, reply)
            if done:
                return request.redirect(order.get_portal_url(suffix=f'/desk_complaint/{complaint.id}'))
        return request.render('order_desk.portal_complaint', {
            'sale_order': order, 'complaint': complaint, 'messages': complaint._get_portal_messages(),
            'posted': posted, 'error': error, 'page_name': 'desk_complaint', **self._get_limits(order)})

    @route(f'{CASES}/<int:complaint_id>/file/<int:attachment_id>', type='http', auth='public', website=True)
    def portal_desk_complaint_file(self, order_id, complaint_id, attachment_id, access_token=None, **kwargs):
        """Download a file of the messages between the customer and us; never shown in the page itself."""
        _order, complaint = self._get_desk_complaint(order_id, complaint_id, access_token)
        files = complaint._get_portal_messages().attachment_ids if complaint else ()
        wanted = [attachment for attachment in files if attachment.id == attachment_id]
        if not wanted:
            return request.redirect('/my')
        return request.env['ir.binary']._get_stream_from(wanted[0]).get_response(as_attachment=True)

    # === HELPERS === #

    def _get_desk_case_order(self, order_id, access_token):
        """Return the order the visitor may see, as the system, or None when it takes in no cases."""
        order = self._get_desk_order(order_id, access_token)
        # As the system: a visitor creates no records and gives no activities; his language stays.
        order = order and order.with_user(SUPERUSER_ID)
        return order if order and order._desk_accepts_complaints() else None

    def _get_desk_complaint(self, order_id, complaint_id, access_token):
        """Return (order, complaint) that the visitor may see, the complaint None when it is not of this order."""
        order = self._get_desk_case_order(order_id, access_token)
        complaint = order and order.desk_complaint_ids.filtered(lambda complaint: complaint.id == complaint_id)
        return order, complaint or None

    def _get_limits(self, order):
        return {'max_files': order.company_id.desk_portal_files, 'max_mb': order.company_id.desk_portal_file_mb}

    def _take_in(self, order, act):
        """Do ``act`` with the uploaded files, examined: all of it or nothing.

        :return: (what it returns or None, the problem in the customer's words or False)
        """
        try:
            files = self._read_files(order.company_id)
            with request.env.cr.savepoint():
                return act(files), False
        except UserError as problem:
            return None, str(problem)
        except IntegrityError:  # sent twice at the same moment: the other one was first
            return None, request.env._("This has reached us already.")

    def _read_files(self, company):
        """Return (name, content) of each uploaded file.

        :raise UserError: for too many, too large, and whatever is no picture or PDF by its content
        """
        uploads = [file for file in request.httprequest.files.getlist('files') if file.filename]
        if len(uploads) > company.desk_portal_files:
            raise UserError(request.env._(
                "Please attach at most %(number)s files.", number=company.desk_portal_files))
        files = []
        for upload in uploads:
            content = upload.read(company.desk_portal_file_mb * MEGABYTE + 1)
            if len(content) > company.desk_portal_file_mb * MEGABYTE:
                raise UserError(request.env._(
                    "%(file)s is too large: at most %(size)s MB.", file=upload.filename[:60],
                    size=company.desk_portal_file_mb))
            # By its content: a name or a header is whatever the sender says.
            extension = UPLOAD_TYPES.get(guess_mimetype(content)) if content else None
            if not extension:
                raise UserError(request.env._(
                    "%(file)s cannot be taken in: please attach pictures (PNG, JPEG) or PDF.",
                    file=upload.filename[:60]))
            stem = ''.join(
                letter for letter in upload.filename.rsplit('.', 1)[0] if letter.isalnum() or letter in ' -_')
            files.append((f"{stem.strip()[:60] or 'file'}.{extension}", content))
        return files
