package com.gorgiassmartrr.widget;

import com.gorgiassmartrr.file.TextFile;
import com.gorgiassmartrr.file.UnreadableFile;
import java.nio.file.Path;
import java.util.List;

/**
 * How the widget is arranged: which fields of the widget data stand where and under which title,
 * and in which order the buttons stand.
 *
 * @param file where it was read, for messages
 * @param title the widget's title
 * @param fields from top to bottom
 * @param buttons those that the file names, in its order
 */
public record WidgetLayout(String file, String title, List<Field> fields, List<Button> buttons) {
  /** The type of a card, which shows an object of the widget data. */
  static final String CARD = "card";

  /** The type of a list, which shows each object of an array. */
  static final String LIST = "list";

  /** The type of the card that holds the buttons' cards. */
  static final String BUTTONS = "buttons";

  /**
   * A place in the widget.
   *
   * @param path the key of its value in the widget data, in what it stands in
   * @param type one of Gorgias's, or {@link #BUTTONS}
   * @param row for a list: the title of each row
   * @param limit for a list: how many rows are shown at first; 0: all
   * @param shown whether it is in the widget at all
   * @param fields what stands in it, for a card or a list
   */
  public record Field(
      String path,
      String type,
      String title,
      String row,
      int limit,
      boolean shown,
      List<Field> fields) {}

  /**
   * A button.
   *
   * @param action the action's name
   * @param label the words on it; empty: the action's own
   * @param shown whether it is in the widget at all
   * @param line where the file names it
   */
  public record Button(String action, String label, boolean shown, int line) {}

  /**
   * Reads a layout.
   *
   * @throws LayoutException when the file can't be read or has a mistake
   */
  public static WidgetLayout read(Path file) {
    try {
      return parse(file.toString(), TextFile.read(file));
    } catch (UnreadableFile e) {
      throw new LayoutException(file.toString(), e);
    }
  }

  /**
   * Reads a layout from its text.
   *
   * @param file what it is called in messages
   * @throws LayoutException when it has a mistake
   */
  public static WidgetLayout parse(String file, String yaml) {
    return new LayoutReader(file).read(yaml);
  }
}
