package com.gorgiassmartrr.sandbox.page;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A fault that can be switched on and off on the sandbox's page.
 *
 * @param id a short name for the address, such as {@code smartrr-slow}
 * @param group the heading under which it stands, such as {@code Smartrr}
 * @param label what it does, in a few words
 * @param help one sentence on what to look for
 * @param isOn whether it is on; must not block
 * @param set switches it on or off; must not block
 */
public record FaultSwitch(
    String id,
    String group,
    String label,
    String help,
    BooleanSupplier isOn,
    Consumer<Boolean> set) {}
