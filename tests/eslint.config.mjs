import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { sourceType: "script", ecmaVersion: 2022, globals: { ...globals.browser, define: "readonly", module: "writable" } },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
];
