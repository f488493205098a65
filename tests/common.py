"""Verbs that every test of the order desk speaks."""
from odoo.tests import TransactionCase, new_test_user, tagged

ROLES = (
    'order_clerk', 'order_supervisor', 'configuration_checker', 'engineer', 'material_planner',
    'production_manager', 'quality_inspector', 'finance_clerk', 'shipping_clerk',
    'service_supervisor', 'general_manager', 'administrator',
)


@tagged('post_install', '-at_install')
class OrderDeskCommon(TransactionCase):
    """A company with the desk switched on, one user per role, a customer and two products."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, mail_create_nosubscribe=True))
        cls.company = cls.env.company
        cls.company.desk_enabled = True
        cls.users = {role: cls._user(role, f'order_desk.group_{role}') for role in ROLES}
        cls.users['salesperson'] = cls._user('salesperson', 'sales_team.group_sale_salesman')
        cls.users['sales_manager'] = cls._user('sales_manager', 'sales_team.group_sale_manager')
        cls.partner = cls.env['res.partner'].create({'name': "Northern Pumps", 'is_company': True})
        cls.product_a = cls.env['product.product'].create({
            'name': "Pump A", 'default_code': 'PA', 'type': 'consu', 'list_price': 100.0, 'standard_price': 60.0})
        cls.product_b = cls.env['product.product'].create({
            'name': "Pump B", 'default_code': 'PB', 'type': 'consu', 'list_price': 50.0, 'standard_price': 30.0})

    @classmethod
    def _user(cls, name, groups, **vals):
        return new_test_user(cls.env, login=f'desk_test_{name}', groups=groups, **vals)

    @classmethod
    def _only_gates(cls, *codes):
        """Archive every gate but those named, so that a test sees only its own."""
        gates = cls.env['order.desk.gate'].search([])
        gates.filtered(lambda gate: gate.code not in codes).active = False
        return gates.filtered(lambda gate: gate.code in codes)

    @classmethod
    def _only_quiet_gate(cls):
        """Archive every gate but one that holds nothing: what is agreed is kept, and nobody is asked."""
        return cls._only_gates('quiet') or cls._gate('quiet', stage='close', severity='warn')

    @classmethod
    def _gate(cls, code, groups=(), **vals):
        """Create a sign-off gate asked of ``groups`` (role words, or (sequence, role word))."""
        approvals = [
            (group if isinstance(group, tuple) else (10, group)) for group in groups
        ]
        return cls.env['order.desk.gate'].create({
            'name': code.replace('_', ' ').capitalize(),
            'code': code,
            'stage': 'review',
            'approval_ids': [
                (0, 0, {'sequence': sequence, 'group_id': cls.env.ref(f'order_desk.group_{role}').id})
                for sequence, role in approvals
            ],
            **vals,
        })

    @classmethod
    def _order(cls, lines=None, **vals):
        """Create a quotation of ``lines`` = [(product, quantity, unit price)]."""
        lines = lines if lines is not None else [(cls.product_a, 2, 100.0), (cls.product_b, 1, 50.0)]
        return cls.env['sale.order'].create({
            'partner_id': cls.partner.id,
            'order_line': [
                (0, 0, {'product_id': product.id, 'product_uom_qty': quantity, 'price_unit': price})
                for product, quantity, price in lines
            ],
            **vals,
        })

    @classmethod
    def _agreed(cls, orders):
        """Return confirmed orders as an approved change request writes them."""
        return orders._desk_with_change()

    def _check(self, document, code):
        return document.desk_check_ids.filtered(lambda check: check.gate_id.code == code)

    def _decide(self, document, role, code, decision='approve', reason="Seen and agreed", **options):
        return document.with_user(self.users[role]).desk_decide(code, decision, reason, **options)

    def _withdraw(self, order, reason='need', act='stop'):
        """Withdraw a confirmed order through the roles that do it; what is undecided gets ``act``."""
        withdrawal = order.with_user(self.users['order_clerk']).action_desk_request_withdrawal(reason, "By telephone")
        withdrawal.action_feasible()
        withdrawal.line_ids.filtered(lambda line: not line.act).act = act
        withdrawal.with_user(self.users['general_manager']).action_decide()
        return withdrawal.sudo()

    def _approved_change(self, order, changes=None, **vals):
        """Return a change request of the clerk as if it were approved: what stands in its way is told on carrying out.

        :param dict changes: ``{order line: values}``
        """
        request = self.env['order.desk.change.request'].with_user(self.users['order_clerk']).create({
            'order_id': order.id, 'reason_id': self.env.ref('order_desk.change_reason_quantity').id, **vals})
        for line, values in (changes or {}).items():
            request.line_ids.filtered(lambda row, line=line: row.sale_line_id == line).write(values)
        request.action_submit()
        request._write_evidence({'state': 'approved'})
        return request

    def assertOpen(self, document, code):
        self.assertEqual(self._check(document, code).state, 'open', f"gate {code} should be open")

    def assertPassed(self, document, code):
        check = self._check(document, code)
        self.assertEqual(check.state, 'passed', f"gate {code} should be passed: {check.message}")

    def _count_queries(self, function):
        """Return how many statements ``function`` sends, with cold caches of the records."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before
