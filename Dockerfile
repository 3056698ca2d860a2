# Builds the server and packs it with its routes and settings.
#
#   docker build -t gorgias-smartrr .
#   docker run --rm -p 8080:8080 gorgias-smartrr

FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml .
COPY .mvn .mvn
COPY src src
RUN mvn -q -B -DskipTests package

FROM eclipse-temurin:17-jre
RUN useradd --uid 10001 --no-create-home app
WORKDIR /app
COPY --from=build /build/target/app .
# Mount a folder or a file of your own over these to change them.
COPY routes routes
COPY application.properties .
USER app
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
  CMD ["java", "-Xmx32m", "-XX:TieredStopAtLevel=1", "-jar", "gorgias-smartrr.jar", "health"]
# The exec form: the JVM is process 1 and gets the SIGTERM of docker stop.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-jar", "gorgias-smartrr.jar"]
