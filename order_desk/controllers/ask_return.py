"""The customer asks on his order's page to send goods back, and follows what comes of it."""
from odoo.exceptions import UserError
from odoo.http import request, route

from .complaints import ComplaintPortal


class AskReturnPortal(ComplaintPortal):

    @route('/my/orders/<int:order_id>/desk_ask_return', type='http', auth='public', website=True,
           methods=['GET', 'POST'])
    def portal_desk_ask_return(self, order_id, access_token=None, **posted):
        """Show what may come back; take in the request for a return (RET-04)."""
        order = self._get_desk_case_order(order_id, access_token)
        if not order:
            return request.redirect('/my')
        error = False
        if request.httprequest.method == 'POST':
            case, error = self._take_in(order, lambda files: self._ask_return(order, posted, files))
            if case:
                return request.redirect(order.get_portal_url(query_string='&message=desk_return_asked'))
        return request.render('order_desk.portal_ask_return', {
            'sale_order': order, 'goods': self._get_returnable(order), 'reasons': self._get_reasons(order),
            'posted': posted, 'error': error, 'page_name': 'desk_ask_return', **self._get_limits(order)})

    # === HELPERS === #

    def _get_returnable(self, order):
        """Return ``{move: what may still come back}`` of the shipped goods of an order."""
        moves = order.order_line.move_ids.filtered(lambda move: move.state == 'done' and move._desk_is_leaving())
        left = moves._desk_get_returnable(requested=True)
        return {move: left[move] for move in moves if left[move] > 0}

    def _get_reasons(self, order):
        return request.env['order.desk.return.reason'].with_user(order.env.user).search(
            [('company_id', 'in', (order.company_id.id, False))])

    def _ask_return(self, order, posted, files):
        """Register the request; every quantity is examined again by the order itself.

        :raise UserError: in words that the customer understands
        """
        reason = self._get_reasons(order).filtered(lambda reason: str(reason.id) == posted.get('reason'))
        if not reason:
            raise UserError(request.env._("Please choose why the goods come back."))
        lines = []
        for move in self._get_returnable(order):
            text = (posted.get(f'quantity_{move.id}') or '0').strip().replace(',', '.')
            try:
                quantity = float(text or '0')
            except ValueError:
                quantity = -1.0
            if not 0 <= quantity < float('inf'):  # what is no number fails as well
                raise UserError(request.env._(
                    "%(product)s: please write the quantity as a number.", product=move.product_id.display_name))
            if quantity:
                lines.append({'move_id': move.id, 'quantity': quantity})
        wish = 'exchange' if posted.get('wish') == 'exchange' else 'return'
        attachments = order.env['ir.attachment'].create([
            {'name': name, 'raw': content, 'res_model': order._name, 'res_id': order.id} for name, content in files])
        case = order._desk_request_return(
            lines, reason, order._desk_read_text(posted), attachments, origin='portal', wish=wish)
        attachments.unlink()  # the case has copies of its own
        return case
