"""Rules of the code that a machine can see: floors, purity, sizes, comments, texts, lists of files."""
import ast
import re
import subprocess
import tokenize
from collections import Counter
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, TransactionCase, tagged

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
CHINESE = re.compile('[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]')
CHINESE_FOLDERS = ('i18n', 'docs', 'demo')
URL_HOSTS = {
    '127.0.0.1', 'localhost', 'github.com', 'www.gnu.org', 'fsf.org', 'www.odoo.com', 'example.com', 'www.example.com',
}
MACHINE_PATH = re.compile('/' + r'(?:work|root|home/\w+|Users/\w+)/')


def python_files(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob('*.py'))


def short(path):
    return path.relative_to(ROOT).as_posix()


def tracked_files():
    """Return the text files of the repository; without git, those of the folders it consists of."""
    listing = subprocess.run(['git', 'ls-files'], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0 and listing.stdout:
        paths = [ROOT / name for name in listing.stdout.splitlines()]
    else:
        folders = ('order_desk', 'tests', 'tools', 'docs', 'benchmarks', 'requirements', '.ci')
        paths = [path for folder in folders for path in (ROOT / folder).rglob('*')] + list(ROOT.glob('*.*'))
    paths = [path for path in paths if path.is_file() and '__pycache__' not in path.parts]
    return [path for path in paths if path.suffix not in ('.png', '.jpg', '.xlsx', '.pdf', '.pyc', '.ico')]


def comment_lines(path):
    with path.open('rb') as file:
        return {token.start[0] for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT}


def attribute_calls(tree, names):
    """Yield the calls of a method with one of ``names``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node


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
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                other = models.get(node.value) if is_text else None
                if other and self._is_above(other, floor):
                    found.append(f"{short(path)}:{node.lineno} names {node.value} of {other}")
        self.assertNothing(found, "An arrow points up or to a neighbour of floor 4")

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
                if name not in ('_', '_lt'):
                    continue
                inside = list(ast.walk(node.args[0]))
                if any(isinstance(part, ast.JoinedStr | ast.BinOp | ast.Call) for part in inside):
                    found.append(f"{short(path)}:{node.lineno}")
        self.assertNothing(found, "A text is put together before it is translated")

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

    def test_no_machine_is_named(self):
        """Tracked files name no folder of a machine and no host beyond the well-known."""
        found = []
        for path in tracked_files():
            for number, line in enumerate(path.read_text(errors='replace').splitlines(), 1):
                hosts = set(re.findall(r'https?://([\w.-]+\w)', line)) - URL_HOSTS
                if MACHINE_PATH.search(line):
                    found.append(f"{short(path)}:{number}: {line.strip()[:100]}")
                elif hosts and path.name != Path(__file__).name:
                    found.append(f"{short(path)}:{number} names {', '.join(sorted(hosts))}")
        self.assertNothing(found, "Tracked files name a machine")

    def test_chinese_stands_in_its_place(self):
        """Code and templates are English; Chinese comes from the translation."""
        found = [
            f"{short(path)}:{number}: {line.strip()[:60]}"
            for path in tracked_files()
            if not set(CHINESE_FOLDERS).intersection(path.relative_to(ROOT).parts)
            for number, line in enumerate(path.read_text(errors='replace').splitlines(), 1)
            if CHINESE.search(line)
        ]
        self.assertNothing(found, f"Chinese outside {', '.join(CHINESE_FOLDERS)}")

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

    def test_lists_of_files_are_whole(self):
        """Every data file is in the manifest once, and every module is imported once."""
        manifest = ast.literal_eval((ADDON / '__manifest__.py').read_text())
        listed = Counter([*manifest['data'], *manifest.get('demo', ())])
        there = {
            path.relative_to(ADDON).as_posix()
            for pattern in ('*.xml', '*.csv') for path in ADDON.rglob(pattern)
            if 'static' not in path.parts
        }
        found = [f"{name} is listed {count} times" for name, count in listed.items() if count > 1]
        found += [f"{name} is not in the manifest" for name in sorted(there - set(listed))]
        found += [f"{name} is in the manifest and nowhere else" for name in sorted(set(listed) - there)]
        sources = "\n".join(path.read_text() for path in python_files('order_desk'))
        for path in sorted(ADDON.rglob('__init__.py')):
            imported = Counter(re.findall(r'^from \. import (\w+)', path.read_text(), re.MULTILINE))
            found += [f"{short(path)} imports {name} twice" for name, count in imported.items() if count > 1]
            modules = {file.stem for file in path.parent.glob('*.py')} - {'__init__', '__manifest__'}
            found += [
                f"{short(path)} does not import {name}" for name in sorted(modules - set(imported))
                if not re.search(rf'^from \.[\w.]*\b{name} import', sources, re.MULTILINE)
            ]
        self.assertNothing(found, "Lists of files")

    def test_records_are_defined_once(self):
        """No external id is defined by two records: the second would silently change the first."""
        found, places = [], {}
        for path in sorted(ADDON.rglob('*.xml')):
            if 'static' in path.parts:
                continue
            for node in etree.parse(str(path)).iter('record', 'template', 'menuitem'):
                if node.get('id') and '.' not in node.get('id'):
                    places.setdefault(node.get('id'), []).append(short(path))
        found = [f"{name}: {', '.join(files)}" for name, files in places.items() if len(files) > 1]
        self.assertNothing(found, "External ids defined twice")


@tagged('post_install', '-at_install')
class TestAccessStructure(TransactionCase):

    def _own_models(self):
        return [model for name, model in self.env.items() if name.startswith('order.desk.') and not model._abstract]

    def test_every_model_has_access_lines(self):
        """A model without access lines can be used by the superuser only."""
        access = set(self.env['ir.model.access'].search([]).model_id.mapped('model'))
        self.assertEqual([model._name for model in self._own_models() if model._name not in access], [])

    def test_every_company_is_kept_apart(self):
        """Every model with a company has a record rule about it that holds for everybody."""
        rules = self.env['ir.rule'].search([('domain_force', 'like', 'company_id'), ('groups', '=', False)])
        ruled = set(rules.model_id.mapped('model'))
        models = [model for model in self._own_models() if 'company_id' in model._fields and not model._transient]
        self.assertTrue(models)
        self.assertEqual([model._name for model in models if model._name not in ruled], [])
