from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

# How far an order goes, in this order; each step contains those before it.
STEPS = (
    'entered', 'completed', 'entry_checked', 'priced', 'engineered', 'dated', 'countersigned', 'sent', 'returned',
    'confirmed', 'paid', 'instructed', 'released', 'made', 'inspected', 'cleared', 'applied', 'reviewed', 'shipped',
    'advised', 'received', 'closed',
)


class OrderDeskDemo(models.AbstractModel):
    """What each person does with an order, step by step, through the actions of the product."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS - INTAKE === #

    @api.model
    def _enter(self, story):
        """Enter an order as whoever took it in; returns the order."""
        customer = self._get_customer(story['customer'])
        international = customer.country_id != self.env.company.country_id
        login = story.get('by', 'clerk')
        return self._as(login, self.env['sale.order']).create({
            'partner_id': customer.id,
            'user_id': self._get_user(story.get('seller', 'seller')).id,
            'client_order_ref': story.get('ref', False),
            'desk_channel_id': self.env.ref(f"order_desk.channel_{story.get('channel', 'email')}").id,
            'desk_received_at': fields.Datetime.now() - timedelta(hours=story.get('hours', 3)),
            'commitment_date': fields.Datetime.now() + timedelta(days=story.get('lead', 60)),
            'desk_expected_arrival_date': 'arrival' in story and self._day(story['arrival']),
            'payment_term_id': self.env.ref(f"account.account_payment_term_{story.get('terms', '30days')}").id,
            'order_line': [
                Command.create({
                    'product_id': self._get_product(code).id, 'product_uom_qty': quantity, **(extra or {})})
                for code, quantity, *rest in story['lines'] for extra in [rest[0] if rest else None]
            ],
            **({'desk_payment_method': 'transfer', 'desk_packing': "Wooden cases, seaworthy",
                'desk_transport': "Sea freight", 'incoterm': self.env.ref('account.incoterm_CIF').id}
               if international else {}),
            **story.get('order', {}),
        })

    @api.model
    def _complete(self, order, story):
        """State everything that the order form asks for, and answer the customer with a first estimate."""
        login = story.get('by', 'clerk')
        order = self._as(login, order)
        order.write({
            'desk_customer_document_ids': [Command.set(self._file(
                login, f"Order {story.get('ref') or order.name}.pdf",
                f"Purchase order of {order.partner_id.name}").ids)],
            'desk_no_special_requirements': not order.desk_special_requirements,
            'desk_estimate_date': self._day(story.get('lead', 60) - 10), 'desk_estimate_contact': "Buyer",
        })
        order.action_desk_answer_all_yes()
        order.action_desk_tell_estimate()
        if order.desk_needs_review:
            self._as('clerk', order).action_desk_review_form()

    @api.model
    def _check_entry(self, order, story):
        checker = 'supervisor' if story.get('by', 'clerk') != 'supervisor' else 'clerk'
        self._as(checker, order).action_desk_check_entry()
        self._as('clerk', order).action_desk_check_archive()

    # === BUSINESS METHODS - REVIEW === #

    @api.model
    def _price(self, order, story):
        """Finance reviews every order; deviations go up the ladder as far as they must."""
        self._sign_all(order, 'price', ('finance', 'supervisor', 'sellermanager', 'manager'), "Price reviewed")

    @api.model
    def _engineer(self, order, story):
        """Configuration, technical confirmation, drawings and material, where the order asks for them."""
        self._translate(order)
        self._sign_all(order, 'configuration', ('checker',), "Translation compared term by term")
        unusual = order.order_line.filtered('desk_nonstandard')
        if unusual:
            self._confirm_technically(order, unusual, story)
        self._sign_all(order, 'technical', ('engineer',), "Can be built as answered")
        self._state_material(order)

    @api.model
    def _translate(self, order):
        """Put the customer's words into those of production."""
        for line in order.order_line.filtered('desk_sales_configuration'):
            self._as('clerk', line).action_desk_record_translation(
                [[term, f"Code {number}: {term.lower()}"] for number, term in enumerate(
                    line.desk_sales_configuration.split("\n"), start=10)])

    @api.model
    def _confirm_technically(self, order, lines, story):
        action = self._as('engineer', order).action_desk_open_technical()
        paper = self._as('engineer', self.env['order.desk.technical.confirmation']).browse(action['res_id'])
        for line in paper.line_ids:
            line.write({
                'formula_changes': 'no', 'material_situation': 'on_hand', 'verdict': 'producible',
                'verdict_reason': "The mould allows it"})
        for line in lines:
            drawing = self._as('engineer', self.env['order.desk.drawing']).create({
                'name': f"JN-{order.name}-{line.product_id.default_code}", 'revision': 'A', 'sale_line_id': line.id,
                'file': self._file('engineer', 'drawing.pdf', f"Drawing of {line.product_id.default_code}").datas,
                'file_name': f"JN-{order.name}-A.pdf"})
            drawing.action_release()
            self._as('clerk', line).action_desk_approve_drawing(
                drawing.id, self._file('clerk', 'approval.pdf', f"Drawing approved by {order.partner_id.name}").ids)

    @api.model
    def _state_material(self, order):
        self._as('planner', order).action_desk_look_up_material()
        if not order._desk_needs_statement():
            return
        action = self._as('planner', order).action_desk_open_material()
        statement = self._as('planner', self.env['order.desk.material.statement']).browse(action['res_id'])
        statement.date_booked = self._day(35)
        for line in statement.line_ids.filtered('shortage'):
            line.expected_on = self._day(20)
        statement.action_complete()
        self._sign_all(order, 'material', ('engineer', 'planner'), "Figures and dates seen")

    @api.model
    def _name_date(self, order, story):
        production = self._as('production', order)
        production.action_desk_propose_completion()
        production.action_desk_accept_proposal()
        self._sign_all(order, 'completion_date', ('production',), "We keep this date")

    @api.model
    def _countersign(self, order, story):
        self._sign_all(order, 'countersign', ('manager', 'production', 'planner', 'engineer'), "Countersigned")

    # === BUSINESS METHODS - CUSTOMER === #

    @api.model
    def _send(self, order, story):
        clerk = self._as('clerk', order)
        clerk.action_desk_send_confirmation()
        clerk.action_desk_confirm_receipt("Buyer")

    @api.model
    def _take_back(self, order, story):
        copy = self._file('clerk', f"{order.name} countersigned.pdf", f"Order confirmation {order.name}, stamped")
        self._as('clerk', order).action_desk_register_return(copy, 'clean')

    @api.model
    def _confirm(self, order, story):
        self._as('clerk', order).action_confirm()

    # === BUSINESS METHODS - RELEASE === #

    @api.model
    def _pay(self, order, story, share=1.0):
        """The deposit, or a share of it, reaches the bank."""
        if order.desk_deposit_required:
            self._invoice_and_pay(order, order.desk_deposit_required, share)

    @api.model
    def _instruct(self, order, story):
        check = order.desk_check_ids.filtered(lambda check: check.gate_id.code == 'production_instruction')
        if check.state not in ('open', 'rejected'):
            return
        self._as('clerk', order).action_desk_create_instruction()
        self._as('clerk', order.desk_instruction_ids).action_sign()
        paper = self._as('production', order.desk_instruction_ids)
        paper.action_check_all()
        paper.action_sign()

    @api.model
    def _release(self, order, story):
        if not order.desk_released:
            self._as('production', order).action_desk_release()
        if story.get('short'):
            self._report_short(order)

    # === HELPERS === #

    @api.model
    def _sign_all(self, order, code, logins, reason):
        """Have those of ``logins`` sign whose turn it is, until nobody's is."""
        for _round in logins:
            check = order.desk_check_ids.filtered(lambda check: check.gate_id.code == code)
            signer = next((login for login in logins if self._is_turn(check, login)), None)
            if check.state != 'open' or check.finding_code != 'signature' or not signer:
                return
            self._as(signer, order).desk_decide(code, 'approve', reason)

    @api.model
    def _is_turn(self, check, login):
        return not set(check._get_turn_ids()).isdisjoint(self._get_user(login)._get_group_ids())

    @api.model
    def _get_product(self, code):
        return self.env.ref(f"order_desk.demo_product_{code.lower().replace('-', '_')}")
