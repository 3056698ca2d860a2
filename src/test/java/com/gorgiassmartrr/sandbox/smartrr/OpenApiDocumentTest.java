package com.gorgiassmartrr.sandbox.smartrr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenApiDocumentTest {
  private static final String DOCUMENT =
      """
      { "paths": { "/box": { "get": { "responses": { "200": { "content": { "application/json": {
          "schema": { "$ref": "#/components/schemas/Box" } } } } } } } },
        "components": { "schemas": {
          "Size": { "type": "string", "enum": ["S", "L"] },
          "Named": { "type": "object", "properties": { "name": { "type": "string" } },
                     "required": ["name"] },
          "Box": { "allOf": [ { "$ref": "#/components/schemas/Named" },
            { "type": "object", "required": ["sizes"], "properties": {
                "sizes": { "type": "array", "items": { "$ref": "#/components/schemas/Size" } },
                "lid": { "type": "boolean", "nullable": true },
                "id": { "oneOf": [ { "type": "string" }, { "type": "number" } ] } } } ] } } } }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name':'a','sizes':['S'],'lid':null,'id':1,'more':{}} | []",
        "{'name':'a'} | [$.sizes is missing]",
        "{'sizes':[]} | [$.name is missing]",
        "{'name':1,'sizes':[]} | [$.name is not of the type string]",
        "{'name':null,'sizes':[]} | [$.name is null]",
        "{'name':'a','sizes':['S','M']} | [$.sizes[1] is not one of the listed values: \"M\"]",
        "{'name':'a','sizes':[],'id':true} | [$.id fits none of the alternatives]",
      })
  void faults_ofAValue_areFound(String value, String expected, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("document.json"), DOCUMENT);
    OpenApiDocument document = new OpenApiDocument(file);
    JsonNode node = new ObjectMapper().readTree(value.replace('\'', '"'));
    JsonNode schema = document.answerSchema("get", "/box");
    assertEquals(expected, document.faults(node, schema).toString());
  }
}
