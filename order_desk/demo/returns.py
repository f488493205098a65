from odoo import api, models

# Five pixels of red: a photograph that loads at once.
PICTURE = (
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJg'
    'gg==')


class OrderDeskDemo(models.AbstractModel):
    """Goods that come back: one on its way through the house, one credited, one just asked for."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS === #

    @api.model
    def _take_goods_back(self):
        """Two customers send something back; a third asks whether he may."""
        leaking = self._ask_back('demo_order_36', 1, 'defect', "One pump leaks at the seal")
        self._bring_back(leaking)
        self._judge_back(leaking, 'rework', 'department', 'production', 'workmanship', "Seal seat scratched", 85.0)
        self._as('finance', leaking).action_credit()
        self._as('finance', leaking.credit_note_ids).action_post()

        wrong = self._ask_back('demo_order_35', 1, 'wrong_goods', "One pump too small was among them", wish='exchange')
        self._bring_back(wrong)

        self._ask_back('demo_order_34', 2, 'ordered_wrongly', "Our engineer needs the smaller size")

    @api.model
    def _ask_back(self, xml_id, quantity, reason, text, wish='return'):
        order = self.env.ref(f'order_desk.{xml_id}')
        picture = self._as('clerk', self.env['ir.attachment']).create({
            'name': "Photograph.png", 'datas': PICTURE, 'mimetype': 'image/png'})
        case = self._as('clerk', order)._desk_request_return(
            [{'sale_line_id': order.order_line[:1].id, 'quantity': quantity}], reason, text, picture, wish=wish)
        self._as('clerk', case).solution = "We looked at the photograph with the buyer and offered what he asks for"
        return case

    @api.model
    def _bring_back(self, case):
        """The supervisor authorises, the warehouse takes the goods in."""
        self._as('supervisor', case).action_authorise()
        for picking in self._as('shipping', case.return_picking_ids):
            picking.move_ids.picked = True
            picking.with_context(skip_sms=True, skip_backorder=True).button_validate()

    @api.model
    def _judge_back(self, case, disposition, responsible, department, cause, finding, cost):
        """Quality says what was found, what happens and who answers for it."""
        self._as('quality', case.line_ids).write({
            'disposition_id': self.env.ref(f'order_desk.disposition_{disposition}').id, 'responsible': responsible,
            'responsible_department': department, 'finding': finding, 'cost': cost,
            'root_cause_id': self.env.ref(f'order_desk.root_cause_{cause}').id})
        self._as('quality', case).action_inspect()
