package com.gorgiassmartrr.sandbox.smartrr;

/** The UUIDs of the seeded people and subscriptions; the same after every reset and restart. */
public final class SmartrrPeople {
  /** Mara Quill, mara@example.com: four subscriptions in four states. */
  public static final String MARA = Ids.uuid("subscriber/mara");

  /** Mara's ACTIVE monthly coffee with a mug: two lines, seven past orders. */
  public static final String MARA_COFFEE = Ids.uuid("subscription/mara/coffee");

  /** Mara's PAUSED tea. */
  public static final String MARA_TEA = Ids.uuid("subscription/mara/tea");

  /** Mara's CANCELLED socks. */
  public static final String MARA_SOCKS = Ids.uuid("subscription/mara/socks");

  /** Mara's FAILED dog biscuits: the card was refused. */
  public static final String MARA_BISCUITS = Ids.uuid("subscription/mara/biscuits");

  /** Kenji Sato, kenji@example.com, who pays in JPY: no decimals. */
  public static final String KENJI = Ids.uuid("subscriber/kenji");

  /** Kenji's ACTIVE tea at 3200 yen. */
  public static final String KENJI_TEA = Ids.uuid("subscription/kenji/tea");

  /**
   * Noor Al-Fahad, noor@example.com, who pays in KWD: three decimals, and a name in Arabic script.
   */
  public static final String NOOR = Ids.uuid("subscriber/noor");

  /** Noor's ACTIVE dates. */
  public static final String NOOR_DATES = Ids.uuid("subscription/noor/dates");

  /** Ann Ode, ann@example.com, whose address is a part of Joann's. */
  public static final String ANN = Ids.uuid("subscriber/ann");

  /** Ann's ACTIVE coffee. */
  public static final String ANN_COFFEE = Ids.uuid("subscription/ann/coffee");

  /** Joann Tarn, joann@example.com, whose address contains Ann's. */
  public static final String JOANN = Ids.uuid("subscriber/joann");

  /** Joann's ACTIVE tea. */
  public static final String JOANN_TEA = Ids.uuid("subscription/joann/tea");

  /** D'Arcy "Dash" O'Neil, o'neil@example.com, whose cocoa is named like an attack. */
  public static final String DARCY = Ids.uuid("subscriber/darcy");

  /** D'Arcy's ACTIVE cocoa with the script tag and the emoji. */
  public static final String DARCY_COCOA = Ids.uuid("subscription/darcy/cocoa");

  /**
   * Ines Porter, imported@example.com: a subscription, but no order yet, so the feed does not find
   * her.
   */
  public static final String INES = Ids.uuid("subscriber/ines");

  /** Ines's ACTIVE, imported coffee. */
  public static final String INES_COFFEE = Ids.uuid("subscription/ines/coffee");

  /** Sol Winter, single@example.com: orders, but no subscription. */
  public static final String SOL = Ids.uuid("subscriber/sol");

  /** Tam Twin, twins@example.com. */
  public static final String TAM = Ids.uuid("subscriber/tam");

  /** Tam's ACTIVE mug. */
  public static final String TAM_MUG = Ids.uuid("subscription/tam/mug");

  /** Tom Twin, Twins@Example.com: another person behind the same address. */
  public static final String TOM = Ids.uuid("subscriber/tom");

  /** Tom's PAUSED socks. */
  public static final String TOM_SOCKS = Ids.uuid("subscription/tom/socks");

  /** Dora Dozen, dozen@example.com: twelve subscriptions. */
  public static final String DORA = Ids.uuid("subscriber/dora");

  /** Otto Brandt, otto@example.com. */
  public static final String OTTO = Ids.uuid("subscriber/otto");

  /** Otto's coffee: ACTIVE, although the last charge failed. */
  public static final String OTTO_COFFEE = Ids.uuid("subscription/otto/coffee");

  private SmartrrPeople() {}
}
