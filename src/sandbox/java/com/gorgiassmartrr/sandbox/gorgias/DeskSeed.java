package com.gorgiassmartrr.sandbox.gorgias;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The people and tickets that a fresh sandbox starts with. */
final class DeskSeed {
  /** The account of whose API key the simulator accepts. */
  static final String API_USER = "apps@sandbox.example";

  private DeskSeed() {}

  static void fill(GorgiasDesk desk, Instant now) {
    desk.insertUser("Robin Hale", "robin@sandbox.example", "agent");
    desk.insertUser("Sam Okafor", "sam@sandbox.example", "lite-agent");
    desk.insertUser("Sandbox Apps", API_USER, "admin");

    Seeder seeder = new Seeder(desk, now);
    seeder.ticket(
        null,
        "Lou Ferris",
        "Call from +1 555 0100",
        "Hi, it's Lou. I'm calling about my box, but I don't remember which e-mail I used.",
        Duration.ofHours(52));
    seeder.ticket(
        "imported@example.com",
        "Ines Porter",
        "When is my first box coming?",
        "You moved my subscription over from the old shop last week. When does the first box ship?",
        Duration.ofHours(30));
    seeder.ticket(
        "guest@example.com",
        "Gus Test",
        "Do you ship to Iceland?",
        "I have never ordered from you. Do you ship to Iceland, and what does it cost?",
        Duration.ofHours(26));
    seeder.ticket(
        "twins@example.com",
        "Tam Twin",
        "Two boxes, one address",
        "We are twins and have one box each on this address. Please pause only the second one.",
        Duration.ofHours(9));
    seeder.ticket(
        "joann@example.com",
        "Joann Tarn",
        "Wrong address on my order",
        "I moved last month. Is the next order already going to the new flat?",
        Duration.ofHours(7));
    seeder.ticket(
        "ann@example.com",
        "Ann Ode",
        "Start again in spring",
        "Could you start my subscription again, with the first order in spring?",
        Duration.ofHours(5));
    seeder.ticket(
        "dozen@example.com",
        "Dora Dozen",
        "Some changes to my boxes",
        "I have twelve boxes by now. Please pause the second one, move the third to the end of next"
            + " month, and cancel it if that can't be done.",
        Duration.ofHours(3));
    seeder.ticket(
        "noor@example.com",
        "نور الفهد",
        "طلبي القادم / my next order",
        "مرحبا، هل يمكن تأجيل طلبي القادم أسبوعين؟ Could my next order come two weeks later?",
        Duration.ofMinutes(95));
    seeder.ticket(
        "kenji@example.com",
        "Kenji Sato",
        "My payment failed",
        "I got a new card. Which of my subscriptions is affected, and when will you try again?",
        Duration.ofMinutes(40));
    seeder.ticket(
        "mara@example.com",
        "Mara Quill",
        "Please skip my next coffee",
        "Hello! I'm away for all of next month. Please skip my next coffee, and only that one.\n\n"
            + "Thank you,\nMara",
        Duration.ofMinutes(12));
  }

  private record Seeder(GorgiasDesk desk, Instant now) {
    void ticket(@Nullable String email, String name, String subject, String text, Duration ago) {
      boolean mail = email != null;
      String channel = mail ? "email" : "phone";
      long customer =
          desk.insertCustomer(email, name, channel, email != null ? email : "+15550100");
      desk.insertTicket(customer, subject, text, channel, now.minus(ago));
    }
  }
}
