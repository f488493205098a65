"""The page behind the link in a signer's mail: look with GET, sign with POST."""
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, request, route


class SignController(Controller):

    @route('/desk/sign/<int:check_id>', type='http', auth='user', methods=['GET'], readonly=True)
    def desk_sign_page(self, check_id, **kwargs):
        """Show what is to be signed; changes nothing, so that a mail scanner cannot sign."""
        return self._render(check_id)

    @route('/desk/sign/<int:check_id>', type='http', auth='user', methods=['POST'])
    def desk_sign(self, check_id, decision='approve', reason='', **kwargs):
        """Sign, or reject with a reason, in the name of the logged-in user (CSG-03)."""
        try:
            check = self._get_check(check_id)
            if decision not in ('approve', 'reject'):
                raise UserError(request.env._("A signature is either given or refused."))
            if decision == 'approve':
                reason = reason or request.env._("Signed by the link in the mail")
            with request.env.cr.savepoint():
                check._get_document().desk_decide(check.gate_id.code, decision, reason)
        except (AccessError, MissingError, UserError) as error:
            return self._render(check_id, error=str(error))
        return self._render(check_id, done=decision)

    def _get_check(self, check_id):
        check = request.env['order.desk.check'].browse(check_id).exists()
        if not check:
            raise MissingError(request.env._("This signature is no longer asked for."))
        check.check_access('read')
        check._get_document().check_access('read')
        return check

    def _render(self, check_id, **values):
        try:
            check = self._get_check(check_id)
        except (AccessError, MissingError) as error:
            check, values = request.env['order.desk.check'], {'error': str(error)}
        response = request.render('order_desk.sign_page', {
            'check': check,
            'order': check.order_id,
            'document': check._get_document() if check else check,
            'can_sign': bool(check) and check.is_my_turn and check.finding_code == 'signature',
            'page_name': 'desk_sign',
            **values,
        })
        response.headers['Cache-Control'] = 'no-store'
        return response
