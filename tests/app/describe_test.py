"""`machi describe`: the page of options is the one in docs/, and its JSON forms are consistent."""
import json
import pathlib
import unittest

import machi


class Describe(unittest.TestCase):
    def test_page_in_docs_is_what_the_program_prints(self):
        page = pathlib.Path(machi.SOURCE, "docs/options.md").read_text(encoding="utf-8")
        printed = machi.run("describe", "--markdown").stdout
        self.assertEqual(page, printed, "run: machi describe --markdown > docs/options.md")

    def test_page_of_scenario_keys_is_what_the_program_prints(self):
        page = pathlib.Path(machi.SOURCE, "docs/formats/scenario_keys.md").read_text(encoding="utf-8")
        printed = machi.run("describe", "--scenario", "--markdown").stdout
        self.assertEqual(page, printed, "run: machi describe --scenario --markdown > docs/formats/scenario_keys.md")

    def test_a_section_of_a_scenario_can_be_asked_for(self):
        area = json.loads(machi.run("describe", "area", "--scenario", "--json").stdout)
        self.assertEqual(area[0]["lists"][0]["key"], "features")
        roles = [kind["kind"] for kind in area[0]["lists"][0]["kinds"]]
        self.assertIn("walkable", roles)
        for kind in area[0]["lists"][0]["kinds"]:
            for option in kind["options"]:
                self.assertTrue(option["text"].endswith((".", ")")), option["text"])
        schema = json.loads(machi.run("describe", "--scenario", "--schema").stdout)
        self.assertIn("evacuation", schema["properties"])
        self.assertNotIn("import", schema["properties"])

    def test_json_gives_every_option_a_text_and_numbers_a_default(self):
        sections = json.loads(machi.run("describe", "--json").stdout)
        names = [section["section"] for section in sections]
        self.assertEqual(sorted(names), sorted(set(names)))
        self.assertEqual(names[0], "machi")
        for section in sections:
            for option in section["options"]:
                with self.subTest(f"{section['section']}.{option['key']}"):
                    self.assertTrue(option["text"].endswith((".", ")")), option["text"])
                    if option["type"] in ("number", "integer"):
                        if option["default"] is None:  # nothing, unless it is given
                            continue
                        self.assertLessEqual(option.get("low", option["default"]), option["default"])
                        self.assertGreaterEqual(option.get("high", option["default"]), option["default"])

    def test_every_option_is_in_help_schema_and_text(self):
        text = machi.run("describe").stdout
        schema = json.loads(machi.run("describe", "--schema").stdout)
        for section in json.loads(machi.run("describe", "--json").stdout):
            name = section["section"]
            if name == "machi":
                continue
            usage = machi.run(name, "--help").stdout
            self.assertEqual([option["key"] for option in section["options"]],
                             list(schema["properties"][name]["properties"]))
            for option in section["options"]:
                self.assertIn(option["flag"], usage)
                self.assertIn(option["text"], text)

    def test_one_section_can_be_asked_for(self):
        sections = json.loads(machi.run("describe", "doctor", "--json").stdout)
        self.assertEqual([section["section"] for section in sections], ["doctor"])
        wrong = machi.run("describe", "docter")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("Did you mean 'doctor'?", wrong.stderr)

    def test_forms_exclude_each_other(self):
        self.assertEqual(machi.run("describe", "--json", "--schema").returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
