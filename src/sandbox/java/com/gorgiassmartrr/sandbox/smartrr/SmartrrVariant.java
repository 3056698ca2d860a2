package com.gorgiassmartrr.sandbox.smartrr;

/** One variant of a product, such as the 12 oz bag of a coffee. */
public record SmartrrVariant(String productName, String name, String sku) {

  /** The variant's UUID at Smartrr. */
  public String id() {
    return Ids.uuid("variant/" + sku);
  }

  /** The variant's global id at Shopify. */
  public String shopifyId() {
    return Ids.gid("ProductVariant", shopifyNumber());
  }

  long shopifyNumber() {
    return Ids.number("variant/" + sku);
  }

  String productId() {
    return Ids.uuid("product/" + productName);
  }

  long productShopifyNumber() {
    return Ids.number("product/" + productName);
  }
}
