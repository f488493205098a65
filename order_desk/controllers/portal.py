"""What the customer does on the portal with an order of the desk."""
from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.sale.controllers.portal import CustomerPortal

MAX_BYTES = 10 * 1024 * 1024
UPLOAD_TYPES = {'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg'}


class OrderDeskPortal(CustomerPortal):

    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        # EXTENDS sale: where a payment is still due the host does not validate, but the signature counts
        result = super().portal_quote_accept(order_id, access_token=access_token, name=name, signature=signature)
        if isinstance(result, dict) and not result.get('error'):
            token = access_token or request.httprequest.args.get('access_token')
            order_sudo = self._document_check_access('sale.order', order_id, access_token=token)
            if order_sudo.desk_enrolled:
                order_sudo._desk_file_signature()
        return result

    @route('/my/orders/<int:order_id>/desk_confirmation', type='http', auth='public', website=True)
    def portal_desk_confirmation(self, order_id, access_token=None, **kwargs):
        """Download the order confirmation as it was sent."""
        order_sudo = self._get_desk_order(order_id, access_token)
        # sudo: the order's token opens the paper that was sent to its customer, nothing else
        paper = order_sudo and order_sudo.desk_confirmation_attachment_id.sudo().exists()
        if not paper:
            return request.redirect('/my')
        return request.env['ir.binary']._get_stream_from(paper).get_response(as_attachment=True)

    @route('/my/orders/<int:order_id>/desk_return', type='http', auth='public', methods=['POST'], website=True)
    def portal_desk_return(self, order_id, access_token=None, copy=None, **kwargs):
        """Take in the signed and stamped copy; it waits for the order clerk's examination (CNF-04)."""
        order_sudo = self._get_desk_order(order_id, access_token)
        if not order_sudo:
            return request.redirect('/my')
        problem = self._file_desk_copy(order_sudo, copy)
        message = f'&message=desk_{problem}' if problem else '&message=desk_received'
        return request.redirect(order_sudo.get_portal_url(query_string=message))

    # === HELPERS === #

    def _get_desk_order(self, order_id, access_token):
        """Return the sudoed order the visitor may see, or None."""
        try:
            order_sudo = self._document_check_access('sale.order', order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order_sudo if order_sudo.desk_enrolled else None

    def _file_desk_copy(self, order_sudo, copy):
        """File the uploaded copy; return the word of the problem, or None when it was taken in."""
        if not order_sudo._desk_accepts_upload():
            return 'closed'
        content = copy.read(MAX_BYTES + 1) if hasattr(copy, 'read') else b''
        if len(content) > MAX_BYTES:
            return 'too_large'
        # By its content: a name or a header is whatever the sender says.
        extension = UPLOAD_TYPES.get(guess_mimetype(content)) if content else None
        if not extension:
            return 'wrong_type'
        order = order_sudo.with_user(SUPERUSER_ID)
        order._desk_take_upload(content, extension)
        return None
