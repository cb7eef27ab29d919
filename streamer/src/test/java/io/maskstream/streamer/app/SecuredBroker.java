package io.maskstream.streamer.app;

import static io.maskstream.streamer.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.maskstream.broker.ClientAccess;
import io.maskstream.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;

/**
 * A real broker that requires a user and a password over TLS and authorizes every request, with the tools of its
 * administrator. Keys and passwords are created for each broker.
 */
final class SecuredBroker implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final String ADMINISTRATOR = "admin";
    private static final String LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private final Path folder;
    private final Map<String, String> administrator;
    private final EmbeddedBroker broker;
    private final Admin admin;

    /** Rights as parsed by {@code kafka-acls.sh}, by its arguments; cached because the command is slow. */
    private final Map<String, Collection<AclBinding>> meanings = new HashMap<>();

    /** Starts the broker; keys and settings are stored in the folder. */
    SecuredBroker(Path folder) throws Exception {
        this.folder = folder;
        String password = UUID.randomUUID().toString();
        Path keys = makeKeys("broker", password);
        administrator = client(ADMINISTRATOR, password);
        Map<String, String> settings = new HashMap<>();
        settings.put("ssl.keystore.location", keys.toString());
        settings.put("ssl.keystore.password", password);
        // The broker connects to itself with this.
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", certificate("broker").toString());
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        settings.put("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", login(ADMINISTRATOR, password));
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // ANONYMOUS is the broker itself at its controller; clients without a user get no further than the login.
        settings.put("super.users", "User:" + ADMINISTRATOR + ";User:ANONYMOUS");
        broker = EmbeddedBroker.start(
                new ClientAccess(
                        SecurityProtocol.SASL_SSL,
                        List.of("SCRAM-SHA-512=[name=" + ADMINISTRATOR + ",password=" + password + "]"),
                        administrator),
                settings);
        Files.write(
                folder.resolve("admin.properties"),
                administrator.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
        Map<String, Object> connection = new HashMap<>(administrator);
        connection.put("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(connection);
    }

    EmbeddedBroker broker() {
        return broker;
    }

    /** Returns client settings of a user who may do everything. */
    Map<String, String> administrator() {
        return administrator;
    }

    /** Returns client settings of a new user, who may do nothing. */
    Map<String, String> newUser(String name) throws Exception {
        String password = UUID.randomUUID().toString();
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                .all()
                .get();
        return client(name, password);
    }

    Map<String, String> client(String user, String password) {
        Map<String, String> settings = new HashMap<>();
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put("sasl.jaas.config", login(user, password));
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", certificate("broker").toString());
        return settings;
    }

    private static String login(String user, String password) {
        return LOGIN + " username=\"" + user + "\" password=\"" + password + "\";";
    }

    /** Returns the certificate of a key that {@link #makeKeys} has created. */
    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    /** Creates a key and its certificate, like an administrator. */
    Path makeKeys(String name, String password) throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        List<String> common = List.of("-alias", name, "-keystore", store.toString(), "-storepass", password);
        keytool(common, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=IP:127.0.0.1");
        keytool(common, "-exportcert", "-rfc", "-file", certificate(name).toString());
        return store;
    }

    private static void keytool(List<String> common, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(more));
        command.addAll(common);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    /**
     * Gives a user a right, and waits until the broker applies it.
     *
     * @param right arguments of {@code kafka-acls.sh}, without those that name the user
     */
    void allow(String user, String right) throws Exception {
        Collection<AclBinding> meaning = meanings.get(right);
        if (meaning == null) {
            String nobody = "meaning" + meanings.size();
            kafkaAcls(("--add --allow-principal User:" + nobody + " " + right).split(" "));
            meaning = await("the broker knows the right")
                    .pollInterval(PAUSE)
                    .until(() -> rights(nobody), known -> !known.isEmpty());
            meanings.put(right, meaning);
        }
        List<AclBinding> own = meaning.stream()
                .map(binding -> new AclBinding(
                        binding.pattern(),
                        new AccessControlEntry(
                                "User:" + user,
                                binding.entry().host(),
                                binding.entry().operation(),
                                binding.entry().permissionType())))
                .toList();
        admin.createAcls(own).all().get();
        await("the broker applies the right").pollInterval(PAUSE).until(() -> rights(user)
                .containsAll(own));
    }

    /** Returns all rights of a user that the broker knows by now. */
    private Collection<AclBinding> rights(String user) throws Exception {
        return admin.describeAcls(new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter("User:" + user, null, AclOperation.ANY, AclPermissionType.ANY)))
                .values()
                .get();
    }

    /** Runs {@code kafka-acls.sh} as the broker's administrator. */
    void kafkaAcls(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--bootstrap-server",
                broker.bootstrapServers(),
                "--command-config",
                folder.resolve("admin.properties").toString()));
        all.addAll(List.of(arguments));
        Exit.setExitProcedure((status, message) -> {
            throw new AssertionError("kafka-acls.sh failed: " + all);
        });
        try {
            AclCommand.main(all.toArray(String[]::new));
        } finally {
            Exit.resetExitProcedure();
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
