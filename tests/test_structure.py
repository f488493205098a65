"""Rules of the code that a machine can see: floors, purity, sizes, comments, texts."""
import ast
import re
import tokenize
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / 'order_desk'

FLOORS = {
    'core': 1,
    'orders': 2, 'production': 2, 'shipping': 2, 'customers': 2,
    'gates': 3,
    'returns': 4, 'complaints': 4, 'rebates': 4, 'receivables': 4,
    'reporting': 5,
}
MAX_LINES = 300
MAX_FUNCTION = 60


def python_files(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob('*.py'))


def short(path):
    return path.relative_to(ROOT).as_posix()


def comment_lines(path):
    with path.open('rb') as file:
        return {token.start[0] for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT}


def attribute_calls(tree, names):
    """Yield the calls of a method with one of ``names``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


def foreign_keys(tree):
    """Return the texts that name the model of a ``Many2one``."""
    return {call.args[0] for call in attribute_calls(tree, {'Many2one'}) if call.args}


def imported_floors(tree, package):
    """Yield the words of the addon's path that a file of ``package`` imports from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] if node.level else []
            module = [*base, *(node.module or '').split('.')]
            for name in node.names:
                yield node.lineno, [*module, name.name]
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name.split('.')


def untranslated(node):
    """Yield the bare texts that a node shows to people."""
    values = []
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        name = getattr(node.exc.func, 'id', '')
        values = node.exc.args[:1] if name in ('UserError', 'AccessError', 'ValidationError', 'RedirectWarning') else []
    elif isinstance(node, ast.Call):
        values = [word.value for word in node.keywords if word.arg in ('body', 'subject', 'summary')]
    elif isinstance(node, ast.Dict):
        keys = {getattr(key, 'value', None): value for key, value in zip(node.keys, node.values, strict=True)}
        is_action = str(getattr(keys.get('type'), 'value', '')).startswith('ir.actions')
        values = [keys[key] for key in ('title', 'message', *(['name'] if is_action else [])) if key in keys]
    for value in values:
        text = 'f-string' if isinstance(value, ast.JoinedStr) else getattr(value, 'value', '')
        if isinstance(text, str) and re.search(r'[A-Za-z]{3}', text):
            yield text


@tagged('post_install', '-at_install')
class TestStructure(BaseCase):

    def assertNothing(self, found, rule):
        if found:
            self.fail(rule + ":\n" + "\n".join(found))

    def _models_by_floor(self):
        """Return ``{model name: floor word}`` of the models that this addon introduces."""
        found = {}
        for path in python_files('order_desk/models'):
            names = re.findall(r"^    _name = '(order\.desk\.[\w.]+)'", path.read_text(), re.MULTILINE)
            if path.parent.name in FLOORS:
                found.update(dict.fromkeys(names, path.parent.name))
        return found

    def test_arrows_point_down(self):
        """A floor imports from itself and from lower floors, and names the models of no upper one."""
        found, models = [], self._models_by_floor()
        self.assertIn('order.desk.gate', models)
        for path in python_files('order_desk/models'):
            floor = path.parent.name
            if floor not in FLOORS:
                continue
            tree = ast.parse(path.read_text())
            package = ['odoo', 'addons', 'order_desk', 'models', floor]
            for line, words in imported_floors(tree, package):
                others = set(words[3:]) & set(FLOORS) if words[:3] == package[:3] else set()
                found += [f"{short(path)}:{line} imports {other}" for other in others if self._is_above(other, floor)]
            owned = foreign_keys(tree)
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                other = models.get(node.value) if is_text else None
                if other and self._is_above(other, floor) and not (node in owned and self._is_later(floor, other)):
                    found.append(f"{short(path)}:{node.lineno} names {node.value} of {other}")
        self.assertNothing(found, "An arrow points up or to a neighbour of floor 4")

    def _is_later(self, floor, other):
        """Tell whether a room of floor 4 stands behind its neighbour: it may own a foreign key to him."""
        return FLOORS[floor] == FLOORS[other] == 4 and list(FLOORS).index(floor) > list(FLOORS).index(other)

    def _is_above(self, other, floor):
        return FLOORS[other] > FLOORS[floor] or (FLOORS[floor] == 4 and FLOORS[other] == 4 and other != floor)

    def test_evaluators_are_pure(self):
        """An evaluator writes nothing, takes any number of documents and asks no clock."""
        forbidden = {'write', 'create', 'unlink', 'ensure_one', 'flush_all', 'execute', 'now'}
        found = [
            f"{short(path)}:{call.lineno} calls {call.func.attr}()"
            for path in python_files('order_desk/models/gates')
            for call in attribute_calls(ast.parse(path.read_text()), forbidden)
        ]
        self.assertNothing(found, "Evaluators are pure")

    def test_sizes(self):
        """Files and functions stay small enough to be read at once."""
        found = []
        for path in python_files('order_desk', 'tools') + sorted(ADDON.rglob('*.xml')):
            lines = len(path.read_text().splitlines())
            if lines > MAX_LINES and 'demo' not in path.parts:
                found.append(f"{short(path)} has {lines} lines")
        for path in python_files('order_desk', 'tools', 'tests'):
            for node in ast.walk(ast.parse(path.read_text())):
                lines = node.end_lineno - node.lineno + 1 if isinstance(node, ast.FunctionDef) else 0
                if lines > MAX_FUNCTION:
                    found.append(f"{short(path)}:{node.lineno} {node.name} has {lines} lines")
        self.assertNothing(found, f"Files up to {MAX_LINES} lines, functions up to {MAX_FUNCTION}")

    def test_sudo_says_why(self):
        """Every sudo() has a comment on its line or in the three lines above."""
        found = []
        for path in python_files('order_desk'):
            comments = comment_lines(path)
            for call in attribute_calls(ast.parse(path.read_text()), {'sudo'}):
                line = call.func.end_lineno
                if not call.args and not comments.intersection(range(line - 3, line + 1)):
                    found.append(f"{short(path)}:{line}")
        self.assertNothing(found, "sudo() without a comment that says why")

    def test_texts_are_translatable(self):
        """What is given to _(), env._() or _lt() is a plain text, put together only by its placeholders."""
        found = []
        for path in python_files('order_desk'):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = getattr(node.func, 'id', None) or getattr(node.func, 'attr', None)
                # the source of an _lt, looked up by a key, was found at that _lt
                if name not in ('_', '_lt') or getattr(node.args[0], 'attr', '') == '_source':
                    continue
                inside = list(ast.walk(node.args[0]))
                if any(isinstance(part, ast.JoinedStr | ast.BinOp | ast.Call) for part in inside):
                    found.append(f"{short(path)}:{node.lineno}")
        self.assertNothing(found, "A text is put together before it is translated")

    def test_what_people_read_is_translated(self):
        """Errors, notes, activities and windows opened from code speak the reader's language."""
        found = []
        for path in python_files('order_desk'):
            for node in ast.walk(ast.parse(path.read_text())):
                found += [f"{short(path)}:{node.lineno} {text!r}" for text in untranslated(node)]
        self.assertNothing(found, "Texts that people read, without _()")

    def test_idioms(self):
        """No transaction is ended in business code, and constraints are declared as Odoo 19 wants them."""
        found = []
        for path in python_files('order_desk'):
            source = path.read_text()
            tree = ast.parse(source)
            found += [
                f"{short(path)}:{call.lineno} {call.func.attr}()"
                for call in attribute_calls(tree, {'commit', 'rollback', 'cursor'})
            ]
            if '_sql_constraints' in source:
                found.append(f"{short(path)} has _sql_constraints")
        self.assertNothing(found, "Not in business code")

    def test_every_test_class_is_tagged(self):
        """Odoo's own runner and pytest find the same tests, after installation."""
        found = []
        for path in python_files('tests'):
            if not path.name.startswith('test_'):
                continue
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and any(
                        isinstance(item, ast.FunctionDef) and item.name.startswith('test') for item in node.body):
                    tags = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
                    if "'post_install'" not in tags or "'-at_install'" not in tags:
                        found.append(f"{short(path)}:{node.lineno} {node.name}")
        self.assertNothing(found, "Test classes without @tagged('post_install', '-at_install')")
