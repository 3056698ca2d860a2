package com.gorgiassmartrr.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads text files that people edit: UTF-8, with or without the byte-order mark that some editors
 * put in front.
 */
public final class TextFile {
  /** What some editors put in front of a text. */
  public static final String MARK = "\ufeff";

  private static final String UTF_16 = "this is UTF-16; save the file as UTF-8.";
  private static final String NOT_UTF_8 = "this isn't UTF-8; save the file as UTF-8.";
  private static final String NO_TEXT =
      "a character without a meaning (NUL) stands here; remove it,";

  private TextFile() {}

  /** The text of a file without a byte-order mark; each line ends with a line feed alone. */
  public static String read(Path file) throws UnreadableFile {
    return withoutMark(readWithMark(file)).replace("\r\n", "\n").replace('\r', '\n');
  }

  /** The text of a file as it is, with its byte-order mark where it has one. */
  public static String readWithMark(Path file) throws UnreadableFile {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        throw new UnreadableFile(file.toString(), 0, "this is a folder, not a file.", false);
      }
      bytes = Files.readAllBytes(file);
    } catch (UnreadableFile e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableFile(file.toString(), 0, why(file, e), e instanceof NoSuchFileException);
    }
    return decode(file, bytes);
  }

  /** A text without a byte-order mark in front. */
  public static String withoutMark(String text) {
    return text.startsWith(MARK) ? text.substring(1) : text;
  }

  /** Why a file or a folder can't be used, and what to do, as the end of a sentence. */
  public static String why(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? "it links to something that isn't there."
          : "it isn't there.";
    }
    if (e instanceof AccessDeniedException denied) {
      return "the server runs as "
          + user()
          + ", which may not use "
          + inTheWay(denied.getFile() == null ? file : Path.of(denied.getFile()))
          + "; give that user or that group the right to read and write it.";
    }
    if (e instanceof FileSystemException inFileSystem) {
      String reason = inFileSystem.getReason();
      return (reason == null ? e.getClass().getSimpleName().replace("Exception", "") : reason)
          + ".";
    }
    return e.getMessage() + ".";
  }

  /** Whom the process runs as: by number where the system tells it, as it needn't have a name. */
  public static String user() {
    Path self = Path.of("/proc/self");
    if (self.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      try {
        Map<String, Object> owner = Files.readAttributes(self, "unix:uid,gid");
        return "the user " + owner.get("uid") + " of the group " + owner.get("gid");
      } catch (IOException e) {
        // Not every such system has this folder.
      }
    }
    return "the user " + System.getProperty("user.name", "");
  }

  /** The file itself, or the nearest folder of those that it lies in that lets itself be seen. */
  private static Path inTheWay(Path file) {
    Path at = file.toAbsolutePath().normalize();
    Path above = at.getParent();
    while (above != null && !Files.exists(at)) {
      at = above;
      above = at.getParent();
    }
    return at;
  }

  private static String decode(Path file, byte[] bytes) throws UnreadableFile {
    if (bytes.length >= 2 && isMarkOfUtf16(bytes[0] & 0xff, bytes[1] & 0xff)) {
      throw new UnreadableFile(file.toString(), 1, UTF_16, false);
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      boolean isWide = text.chars().filter(letter -> letter == 0).count() > text.length() / 4;
      throw new UnreadableFile(
          file.toString(),
          line(text.substring(0, nul)),
          isWide ? UTF_16 : NO_TEXT + " and save the file as UTF-8.",
          false);
    }
    if (result.isError()) {
      throw new UnreadableFile(file.toString(), line(text), NOT_UTF_8, false);
    }
    return text;
  }

  private static boolean isMarkOfUtf16(int first, int second) {
    return (first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe);
  }

  /** In which line a text ends. */
  private static int line(String text) {
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean isHalf = letter == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if ((letter == '\n' || letter == '\r') && !isHalf) {
        line++;
      }
    }
    return line;
  }
}
