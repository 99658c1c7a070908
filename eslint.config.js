import js from "@eslint/js";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import globals from "globals";

const rules = {
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-shadow": "error",
  "no-unused-vars": ["error", { caughtErrors: "none" }],
};

export default [
  { ignores: ["static/vendor/", "node_modules/", ".venv/", "var/", "staticfiles/"] },
  js.configs.recommended,
  {
    files: ["static/js/**/*.js"],
    plugins: { "no-unsanitized": noUnsanitized },
    languageOptions: { globals: globals.browser },
    rules: {
      ...rules,
      "no-unsanitized/method": "error",
      "no-unsanitized/property": "error",
      "no-console": "error",
      "max-lines": ["error", 130],
    },
  },
  {
    files: ["build/**/*.mjs", "benchmarks/**/*.mjs", "tests/js/**/*.js", "eslint.config.js"],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules,
  },
];
