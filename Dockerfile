# Builds the server and packs it with its routes and settings.
#
#   docker build -t gorgias-smartrr .
#   docker run --rm -p 8080:8080 -e CAMEL_SERVER_HOST=0.0.0.0 gorgias-smartrr

FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml .
COPY .mvn .mvn
COPY src src
RUN mvn -q -B -DskipTests package

FROM eclipse-temurin:17-jre
# Of the group 0, as is any other user that OpenShift runs the image as.
RUN useradd --uid 10001 --gid 0 --no-create-home app
WORKDIR /app
COPY --from=build /build/target/app target/app
# Mount a folder or a file of your own over these to change them.
COPY routes routes
COPY application.properties .
# One start of the sandbox, which looks its own tickets up, tells which classes to keep in the
# archive; it holds for this very JVM and these very files.
RUN SANDBOX_FOLDER=/tmp/first-start \
    java -XX:ArchiveClassesAtExit=target/app/gorgias-smartrr.jsa -XX:+UseSerialGC \
      -jar target/app/gorgias-smartrr.jar > /tmp/first-start.log 2>&1 & \
    server=$!; tries=60; \
    until grep -q "Look:" /tmp/first-start.log || [ "$tries" -eq 0 ]; do \
      tries=$((tries - 1)); sleep 1; done; \
    sleep 3; kill -TERM "$server"; wait "$server"; \
    rm -r /tmp/first-start.log /tmp/first-start; \
    test -s target/app/gorgias-smartrr.jsa
# The ledger; mount a volume of your own over it, or presses are lost with the container. The group
# may write, for whichever user the image runs as; what the server makes there is its user's alone.
RUN install -d -o app -g 0 -m 770 data
VOLUME /app/data
# As a number: Kubernetes tells by it that it isn't root.
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
  CMD ["java", "-Xmx32m", "-XX:TieredStopAtLevel=1", "-jar", "target/app/gorgias-smartrr.jar", "health"]
# The exec form: the JVM is process 1 and gets the SIGTERM of docker stop.
ENTRYPOINT ["java", "@target/app/java.options", "-jar", "target/app/gorgias-smartrr.jar"]
