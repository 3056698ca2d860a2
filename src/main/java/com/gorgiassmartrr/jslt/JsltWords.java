package com.gorgiassmartrr.jslt;

import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what JSLT finds wrong with a text, in a sentence that says what to write. */
final class JsltWords {
  private static final Pattern LINE = Pattern.compile("\\bat line (\\d+), column \\d+");
  private static final Pattern NO_FUNCTION = Pattern.compile("No such function: '(.*?)'");

  /** The token at which a text stops being JSLT, as the last of what is quoted. */
  private static final Pattern TOKEN =
      Pattern.compile("Encountered \".*?\"?((?:\\\\.|[^\"\\\\])*?) ?\"{1,2} at line");

  private static final Pattern SIGN = Pattern.compile("Encountered: \"(.+?)\" \\(\\d+\\)");

  private JsltWords() {}

  static String of(JsltMistake mistake, Collection<Function> functions) {
    String said = said(mistake);
    Matcher function = NO_FUNCTION.matcher(said);
    if (function.find()) {
      String own =
          functions.stream().map(Function::getName).sorted().collect(Collectors.joining(", "));
      return "there is no function "
          + function.group(1)
          + "; write one of JSLT's"
          + (own.isEmpty() ? "" : ", or " + own);
    }
    if (!said.startsWith("Parse error:")) {
      return "this is not JSLT: " + said.replaceFirst("\\.+$", "");
    }
    if (said.contains("<EOF> after")) {
      return "this is not JSLT: a quotation mark is not closed; write another one";
    }
    if (said.contains("<EOF>")) {
      return "this is not JSLT: it ends too early; write what is missing at its end";
    }
    Matcher sign = SIGN.matcher(said);
    Matcher token = TOKEN.matcher(said);
    String what = sign.find() ? sign.group(1) : token.find() ? token.group(1) : "";
    return "this is not JSLT: "
        + (what.isBlank() ? "something" : what.strip().replace("\\", ""))
        + " can't stand there; write what is missing before it, such as a comma, or leave it out";
  }

  static int line(JsltMistake mistake) {
    Matcher line = LINE.matcher(said(mistake));
    return line.find() ? Integer.parseInt(line.group(1)) : Math.max(0, mistake.line());
  }

  private static String said(JsltMistake mistake) {
    String said =
        mistake.getCause() instanceof JsltException e
            ? e.getMessageWithoutLocation()
            : mistake.getMessage();
    return String.valueOf(said).lines().findFirst().orElse("");
  }
}
