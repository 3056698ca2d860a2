package com.gorgiassmartrr.file;

import java.io.IOException;

/** A file that can't be read; the message names it, and where it is known the line. */
public final class UnreadableFile extends IOException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String sentence;
  private final boolean isGone;

  UnreadableFile(String file, int line, String sentence, boolean isGone) {
    super(file + (line > 0 ? ", line " + line : "") + ": " + sentence);
    this.line = line;
    this.sentence = sentence;
    this.isGone = isGone;
  }

  /** The line, counted from 1; 0 where it isn't about one. */
  public int line() {
    return line;
  }

  /** What is wrong and what to do, without file and line. */
  public String sentence() {
    return sentence;
  }

  /** Whether there is no such file. */
  public boolean isGone() {
    return isGone;
  }
}
