from odoo import api, models


class OrderDeskRebateAgreement(models.Model):
    """Several agreements of one customer, of which the best one wins: whatever is processed first."""
    _inherit = 'order.desk.rebate.agreement'

    # === BUSINESS METHODS === #

    def _get_best_rivals(self, requests):
        """Return what competes with each request of which the best agreement wins; two queries or none.

        :return: ``{request: {request: set of the requests it shares customers with}}``, with itself and all that
            is connected with it
        """
        asked = [request for request in requests if request[0].stacking == 'best']
        if not asked:
            return {}
        # sudo: which agreement is the better one does not depend on who asks
        active = self.sudo().search([('stacking', '=', 'best'), ('state', 'in', ('active', 'closed'))])
        everybody = active | self.browse([request[0].id for request in asked])
        partners = self.env['order.desk.rebate.volume']._get_customers(everybody)
        return {request: self._connect(request, active, partners) for request in asked}

    @api.model
    def _connect(self, request, active, partners):
        """Return the agreements that a request competes with, directly or through others, within its days."""
        agreement, date_from, date_to = request
        rivals = [request, *(
            (rival, max(date_from, rival.date_from), min(date_to, rival.date_to)) for rival in active
            if rival != agreement and rival.company_id == agreement.company_id
            and rival.date_from <= date_to and rival.date_to >= date_from)]
        neighbours, waiting = {}, [request]
        while waiting:
            one = waiting.pop()
            neighbours[one] = {
                other for other in rivals if other != one and partners[other[0].id] & partners[one[0].id]}
            waiting += [other for other in neighbours[one] if other not in neighbours and other not in waiting]
        return neighbours

    @api.model
    def _let_best_win(self, request, neighbours, results):
        """Return a request's result, without its amount where a better agreement is paid.

        The highest rebate is paid first, of equal ones the older agreement's; who
        shares a customer with one that is paid is not. So neither the order of
        processing nor what is asked together matters.
        """
        def rank(one):
            agreement, _from, date_to = one
            company = agreement.company_id
            value = agreement.currency_id._convert(
                results[one].amount, company.currency_id, company, date_to, round=False)
            return -value, agreement.id

        paid = []
        for one in sorted(neighbours, key=rank):
            better = next((other for other in paid if other in neighbours[one]), None)
            if one == request:
                return results[one]._replace(amount=0.0, winner_id=better[0].id) if better else results[one]
            if not better:
                paid.append(one)
        return results[request]
