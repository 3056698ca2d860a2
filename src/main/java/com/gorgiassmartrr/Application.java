package com.gorgiassmartrr;

/** The program's entry point. */
public final class Application {
  private Application() {}

  /** Starts the program. */
  public static void main(String[] args) {
    System.out.println("hello");
  }
}
