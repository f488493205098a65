"""What the customer does on the portal with a shipment: he has the advice, he signs for the goods."""
import binascii

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.core.arguments import read_text
from .portal import OrderDeskPortal

PAGE = '/my/orders/<int:order_id>/desk_receipt/<int:picking_id>'


class TransitPortal(OrderDeskPortal):

    @route('/my/orders/<int:order_id>/desk_advice/<int:advice_id>', type='http', auth='public', website=True,
           methods=['GET'])
    def portal_desk_advice(self, order_id, advice_id, access_token=None, **kwargs):
        """Download the shipping advice as it was sent (ADV-03)."""
        advice = self._get_desk_advice(order_id, advice_id, access_token)
        # sudo: the order's token opens the paper that was sent to its customer, nothing else
        paper = advice and advice.attachment_id.sudo().exists()
        if not paper:
            return request.redirect('/my')
        return request.env['ir.binary']._get_stream_from(paper).get_response(as_attachment=True)

    @route('/my/orders/<int:order_id>/desk_advice/<int:advice_id>', type='http', auth='public', website=True,
           methods=['POST'])
    def portal_desk_advice_received(self, order_id, advice_id, access_token=None, person='', **kwargs):
        """Record that the customer has the advice, in his own words (ADV-04)."""
        order_sudo = self._get_desk_order(order_id, access_token)
        advice = self._get_desk_advice(order_id, advice_id, access_token)
        if not advice:
            return request.redirect('/my')
        name = read_text(person)[:120] or order_sudo.partner_id.name
        if advice.state == 'sent':
            advice.with_user(SUPERUSER_ID)._confirm(name, fields.Datetime.now(), 'portal')
        return request.redirect(order_sudo.get_portal_url(query_string='&message=desk_advice_received'))

    @route(PAGE, type='http', auth='public', website=True, methods=['GET', 'POST'])
    def portal_desk_receipt(self, order_id, picking_id, access_token=None, arrived_on=None, **posted):
        """Show the goods of a shipment; take in what was received of each before it is signed (RCP-01)."""
        order_sudo, picking = self._get_desk_shipment(order_id, picking_id, access_token)
        if not picking:
            return request.redirect('/my')
        error = False
        if request.httprequest.method == 'POST':
            try:
                answer = picking._desk_read_portal(arrived_on, posted)
                request.session[self._get_session_key(picking)] = answer
            except UserError as problem:
                error = str(problem)
        answer = request.session.get(self._get_session_key(picking)) or {}
        return request.render('order_desk.portal_delivery_receipt', {
            'sale_order': order_sudo, 'picking': picking, 'answer': answer, 'error': error, 'page_name': 'desk_receipt',
            'received': {entry['move_id']: entry for entry in answer.get('differences', ())},
            'today': fields.Date.to_string(fields.Date.context_today(picking)),
        })

    @route(f'{PAGE}/sign', type='jsonrpc', auth='public', website=True)
    def portal_desk_receipt_sign(self, order_id, picking_id, access_token=None, name=None, signature=None):
        """Register the receipt under the customer's signature, with the quantities he confirmed (RCP-01)."""
        access_token = access_token or request.httprequest.args.get('access_token')
        order_sudo, picking = self._get_desk_shipment(order_id, picking_id, access_token)
        if not picking:
            return {'error': request.env._("There is nothing to sign for.")}
        answer = request.session.pop(self._get_session_key(picking), None) or {}
        arrived_on = answer.get('arrived_on') or fields.Date.to_string(
            picking.desk_arrived_on or fields.Date.context_today(picking))
        try:
            with request.env.cr.savepoint():
                picking.with_user(SUPERUSER_ID)._desk_register_signature(
                    signature, name, arrived_on, answer.get('differences'), 'portal')
        except UserError as problem:
            return {'error': str(problem)}
        except (TypeError, ValueError, binascii.Error):
            return {'error': request.env._("The signature cannot be read. Please sign again.")}
        return {
            'force_refresh': True,
            'redirect_url': order_sudo.get_portal_url(query_string='&message=desk_receipt_signed'),
        }

    # === HELPERS === #

    def _get_desk_shipment(self, order_id, picking_id, access_token):
        """Return the order and its shipment for which the visitor may sign, both sudoed, or (None, None)."""
        order_sudo = self._get_desk_order(order_id, access_token)
        if not order_sudo:
            return None, None
        picking = order_sudo._desk_get_portal_shipments().filtered(
            lambda shipment: shipment.id == picking_id and not shipment.desk_received_on)
        return (order_sudo, picking) if picking else (None, None)

    def _get_desk_advice(self, order_id, advice_id, access_token):
        """Return the sudoed advice that was sent for the visitor's order, or None."""
        order_sudo = self._get_desk_order(order_id, access_token)
        if not order_sudo:
            return None
        advice = order_sudo._desk_get_portal_shipments().desk_advice_id.filtered(
            lambda paper: paper.id == advice_id and paper.state in ('sent', 'confirmed'))
        return advice or None

    def _get_session_key(self, picking):
        return f'desk_receipt_{picking.id}'
