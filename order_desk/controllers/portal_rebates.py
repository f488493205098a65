"""Rebates on the portal: the statement of each settlement, agreed to or disputed by the customer."""
from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager


class RebatePortal(CustomerPortal):

    def _prepare_home_portal_values(self, counters):
        # EXTENDS portal
        values = super()._prepare_home_portal_values(counters)
        if 'desk_rebate_count' in counters:
            values['desk_rebate_count'] = self._get_desk_rebates().search_count(self._get_desk_rebate_domain())
        return values

    @route(['/my/rebates', '/my/rebates/page/<int:page>'], type='http', auth='user', website=True)
    def portal_desk_rebates(self, page=1, **kwargs):
        """List the settlements of the visitor's company."""
        settlements, domain = self._get_desk_rebates(), self._get_desk_rebate_domain()
        pager = portal_pager(
            url='/my/rebates', total=settlements.search_count(domain), page=page, step=self._items_per_page)
        return request.render('order_desk.portal_my_rebates', {
            **self._prepare_portal_layout_values(),
            'settlements': settlements.search(domain, limit=self._items_per_page, offset=pager['offset']),
            'page_name': 'desk_rebate',
            'pager': pager,
            'default_url': '/my/rebates',
        })

    @route('/my/rebates/<int:settlement_id>', type='http', auth='public', website=True)
    def portal_desk_rebate(
            self, settlement_id, access_token=None, report_type=None, download=False, **kwargs):
        """Show one settlement, or its paper."""
        settlement = self._get_desk_rebate(settlement_id, access_token)
        if not settlement:
            return request.redirect('/my')
        if report_type in ('html', 'pdf', 'text'):
            return self._show_report(
                model=settlement, report_type=report_type, report_ref='order_desk.action_report_rebate_statement',
                download=download)
        return self._render_desk_rebate(settlement, access_token)

    def _render_desk_rebate(self, settlement, access_token, error=None):
        return request.render('order_desk.portal_rebate', self._get_page_view_values(
            settlement, access_token, {
                'settlement': settlement, 'page_name': 'desk_rebate', 'error': error,
                'can_answer': settlement.state != 'cancelled' and settlement.customer_state in ('sent', 'disputed'),
            }, 'my_rebates_history', False))

    @route('/my/rebates/<int:settlement_id>/answer', type='http', auth='public', methods=['POST'], website=True)
    def portal_desk_rebate_answer(
            self, settlement_id, access_token=None, answer=None, name=None, note=None, **kwargs):
        """Take in the customer's answer."""
        settlement = self._get_desk_rebate(settlement_id, access_token)
        if not settlement:
            return request.redirect('/my')
        if not request.env.user._is_public():
            name = request.env.user.name
        try:
            # As the system: a visitor posts no messages and gives no activities.
            settlement.with_user(SUPERUSER_ID)._answer(answer, name or settlement.partner_id.name, note)
        except UserError as problem:
            return self._render_desk_rebate(settlement, access_token, error=str(problem))
        return request.redirect(settlement.get_portal_url())

    # === HELPERS === #

    def _get_desk_rebates(self):
        # sudo: portal users hold no right on the model; the domain keeps them to their own company
        return request.env['order.desk.rebate.settlement'].sudo()

    def _get_desk_rebate_domain(self):
        """Return what the visitor sees: settlements of his company that were sent to it."""
        return [
            ('partner_id', '=', request.env.user.partner_id.commercial_partner_id.id),
            ('customer_state', '!=', 'none'), ('state', '!=', 'cancelled')]

    def _get_desk_rebate(self, settlement_id, access_token):
        """Return the sudoed settlement the visitor may see, or None."""
        settlement = self._get_desk_rebates().browse(settlement_id).exists()
        if not settlement:
            return None
        own = not request.env.user._is_public() and settlement.filtered_domain(self._get_desk_rebate_domain())
        if own:
            return settlement
        try:
            return self._document_check_access('order.desk.rebate.settlement', settlement_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
