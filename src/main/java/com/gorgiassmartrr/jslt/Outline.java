package com.gorgiassmartrr.jslt;

import com.schibsted.spt.data.jslt.parser.JsltParser;
import com.schibsted.spt.data.jslt.parser.Node;
import com.schibsted.spt.data.jslt.parser.SimpleNode;
import com.schibsted.spt.data.jslt.parser.Token;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a text in JSLT names, and in which lines: JSLT itself doesn't tell once it is compiled. */
final class Outline extends JsltParser {
  /** An outline of a text, which is empty until the text is compiled by this parser. */
  Outline(String text) {
    super(new StringReader(text));
  }

  /**
   * A variable that is named.
   *
   * @param key that is taken of it, as {@code date} in {@code $fields.date}; empty: none
   */
  record Use(String variable, String key, int line) {}

  /**
   * What a text names.
   *
   * @param importLine where something is imported; 0: nowhere
   * @param uses the variables that are named, in their order
   * @param keysOfInput the keys of the input that are named, as {@code status} in {@code .status}
   * @param recursions the functions that call themselves, perhaps by way of others, and the lines
   *     in which they begin
   */
  record Names(
      int importLine, List<Use> uses, Set<String> keysOfInput, Map<String, Integer> recursions) {}

  /** What the compiled text names. A parser is too large to be kept for that. */
  Names names() {
    return new Names(importLine(), uses(), keysOfInput(), recursions());
  }

  private int importLine() {
    return tokens(root()).stream()
        .filter(token -> token.kind == IMPORT)
        .map(token -> token.beginLine)
        .findFirst()
        .orElse(0);
  }

  private List<Use> uses() {
    List<Use> uses = new ArrayList<>();
    for (Token token : tokens(root())) {
      if (token.kind == VARIABLE) {
        boolean hasKey = token.next.kind == DOT;
        uses.add(
            new Use(token.image.substring(1), hasKey ? key(token.next.next) : "", token.beginLine));
      }
    }
    return uses;
  }

  private Set<String> keysOfInput() {
    Set<String> keys = new TreeSet<>();
    each(
        root(),
        node -> {
          Token first = node.jjtGetFirstToken();
          if (node.getId() == JJTCHAINABLE && first.kind == DOT) {
            String key = key(first.next);
            if (!key.isEmpty()) {
              keys.add(key);
            }
          }
        });
    return keys;
  }

  private Map<String, Integer> recursions() {
    Map<String, Integer> lines = new TreeMap<>();
    Map<String, Set<String>> calls = new TreeMap<>();
    each(
        root(),
        node -> {
          if (node.getId() == JJTFUNCTIONDECL) {
            Token name = node.jjtGetFirstToken().next;
            lines.put(name.image, name.beginLine);
            calls.put(name.image, calls(node));
          }
        });
    lines.keySet().removeIf(name -> !reached(name, calls).contains(name));
    return lines;
  }

  private static Set<String> calls(SimpleNode function) {
    Set<String> called = new TreeSet<>();
    List<Token> tokens = tokens(function);
    for (Token token : tokens.subList(2, tokens.size())) {
      if (token.kind == IDENT && token.next.kind == LPAREN) {
        called.add(token.image);
      }
    }
    return called;
  }

  private static Set<String> reached(String from, Map<String, Set<String>> calls) {
    Set<String> reached = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(Set.of(from));
    while (!next.isEmpty()) {
      for (String called : calls.getOrDefault(next.remove(), Set.of())) {
        if (reached.add(called)) {
          next.add(called);
        }
      }
    }
    return reached;
  }

  private static String key(Token token) {
    return switch (token.kind) {
      case IDENT -> token.image;
      case STRING -> token.image.substring(1, token.image.length() - 1);
      default -> "";
    };
  }

  private SimpleNode root() {
    return (SimpleNode) jjtree.rootNode();
  }

  private static void each(SimpleNode node, Consumer<SimpleNode> visitor) {
    visitor.accept(node);
    for (int i = 0; i < node.jjtGetNumChildren(); i++) {
      Node child = node.jjtGetChild(i);
      if (child instanceof SimpleNode one) {
        each(one, visitor);
      }
    }
  }

  private static List<Token> tokens(SimpleNode node) {
    List<Token> tokens = new ArrayList<>();
    Token last = node.jjtGetLastToken();
    for (Token token = node.jjtGetFirstToken(); token != null; token = token.next) {
      tokens.add(token);
      if (token == last) {
        break;
      }
    }
    return tokens;
  }
}
