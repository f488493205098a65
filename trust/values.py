"""What a caller sends for a parameter of some name."""
from odoo import fields


def _later(days):
    return lambda scene, person: fields.Date.to_string(fields.Date.add(fields.Date.today(), days=days))


def _first(model, domain=()):
    return lambda scene, person: scene.env[model].search(list(domain), limit=1).id


# What a caller sends for a parameter of this name. A method with a parameter that is missing here
# fails the quick test: give it a value with which the call has every chance to succeed.
VALUES = {
    'help_message': lambda scene, person: "",
    'reason': lambda scene, person: "Because it is so",
    'note': lambda scene, person: "Seen",
    'notes': lambda scene, person: "Seen",
    'text': lambda scene, person: "Two boxes short",
    'answer': lambda scene, person: "agreed",
    'description': lambda scene, person: "A box is wet",
    'kind': lambda scene, person: 'transport',
    'person': lambda scene, person: "Li",
    'received_by': lambda scene, person: "Li",
    'code': lambda scene, person: "X-77",
    'pairs': lambda scene, person: [],
    'cause': lambda scene, person: 'customer',
    'standing': lambda scene, person: 'good',
    'stage': lambda scene, person: 'ship',
    'on_date': _later(1), 'date': _later(40), 'day': _later(0), 'due_date': _later(2), 'until': _later(3),
    'date_from': _later(-30), 'date_to': _later(0), 'arrived_on': _later(0), 'moment': _later(0),
    'delivery_at': _later(1),
    'percent': lambda scene, person: 0.0, 'amount': lambda scene, person: 1.0, 'price': lambda scene, person: 1.0,
    'cap': lambda scene, person: 100.0, 'qty': lambda scene, person: 1.0,
    'attachment': lambda scene, person: scene.files[person],
    'attachment_ids': lambda scene, person: [scene.files[person]],
    'verdict': lambda scene, person: 'clean',
    'checks': lambda scene, person: None,
    'differences': lambda scene, person: [],
    'settlement': lambda scene, person: 'credit',
    'user_id': lambda scene, person: scene.people[person].id,
    'drawing_id': _first('order.desk.drawing', [('state', '=', 'released')]),
    'move_id': _first('stock.move', [('state', '=', 'assigned')]),
    'move_ids': lambda scene, person: scene.env['stock.move'].search([('state', '=', 'assigned')], limit=1).ids,
    'qtys': lambda scene, person: [1.0], 'in_ids': lambda scene, person: [],
    'gate_code': lambda scene, person: 'countersign', 'decision': lambda scene, person: 'approve',
    'reason_code': lambda scene, person: 'customer',
    'rate': lambda scene, person: 5, 'quantity': lambda scene, person: 1.0,
    'raise_on_invalid_state': lambda scene, person: False,
}
