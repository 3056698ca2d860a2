package com.gorgiassmartrr.widget;

import com.gorgiassmartrr.file.UnreadableFile;

/**
 * A mistake in a file that the widget is made of. The message names the file and the line, and says
 * what to write.
 */
public final class LayoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final String sentence;

  LayoutException(String file, int line, String sentence) {
    super(file + (line > 0 ? ", line " + line : "") + ": " + sentence, null, false, false);
    this.file = file;
    this.line = line;
    this.sentence = sentence;
  }

  /** A file of the widget's can't be read. */
  LayoutException(String file, UnreadableFile cause) {
    this(file, cause.line(), cause.sentence());
  }

  /** The file's path. */
  public String file() {
    return file;
  }

  /** The line, counted from 1; 0 where it isn't known. */
  public int line() {
    return line;
  }

  /** The mistake and what to write instead, without file and line. */
  public String sentence() {
    return sentence;
  }
}
