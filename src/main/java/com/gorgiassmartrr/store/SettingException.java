package com.gorgiassmartrr.store;

/** A setting that is missing or can't be right; the message is for whoever writes the settings. */
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingException(String message) {
    super(message);
  }
}
