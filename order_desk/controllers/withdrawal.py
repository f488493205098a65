"""A customer who declines what he has ordered already: heard, not carried out."""
from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from .portal import OrderDeskPortal


class OrderDeskWithdrawalPortal(OrderDeskPortal):

    @route()
    def portal_quote_decline(self, order_id, access_token=None, decline_message=None, **kwargs):
        # EXTENDS sale: the host answers a confirmed order with a refusal and forgets what the customer wrote
        try:
            order_sudo = self._document_check_access('sale.order', order_id, access_token=access_token)
        except (AccessError, MissingError):
            return request.redirect('/my')
        if not decline_message or order_sudo.state != 'sale' or not order_sudo.desk_enrolled:
            return super().portal_quote_decline(
                order_id, access_token=access_token, decline_message=decline_message, **kwargs)
        is_public = request.env.user._is_public()
        author = order_sudo.partner_id if is_public else request.env.user.partner_id
        order_sudo.message_post(
            author_id=author.id, body=decline_message, message_type='comment', subtype_xmlid='mail.mt_comment')
        order_sudo._desk_receive_decline(decline_message)
        return request.redirect(order_sudo.get_portal_url(query_string='&message=desk_declined'))
