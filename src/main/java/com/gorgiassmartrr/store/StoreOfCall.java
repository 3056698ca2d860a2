package com.gorgiassmartrr.store;

import org.apache.camel.Exchange;

/**
 * The store that a call to a partner is about. It travels with the call, because it may be a store
 * that isn't served yet: connect tries credentials before they are kept.
 */
public final class StoreOfCall {
  private static final String PROPERTY = StoreOfCall.class.getName();
  private static final String VARIABLE = "store";

  private StoreOfCall() {}

  /** Has a call be made with the credentials of this very store. */
  public static void set(Exchange call, Store store) {
    call.setVariable(VARIABLE, store.name());
    call.setProperty(PROPERTY, store);
  }

  /**
   * The store of a call: the one that travels with it, else the one that is served by that name.
   */
  public static Store get(Exchange call, Stores stores) {
    Store store = call.getProperty(PROPERTY, Store.class);
    return store != null ? store : stores.get(call.getVariable(VARIABLE, String.class));
  }
}
