import dev.Doctor;
import dev.Failure;
import dev.Logs;
import dev.Options;
import dev.Roll;
import dev.Settings;
import dev.Status;
import dev.Stop;
import dev.Tests;
import dev.Token;
import dev.Up;

/// The whole suite on one machine: builds, starts, watches, tests and stops it. `./dev` finds the JDK and calls this.
void main(String[] arguments) throws Exception {
    try {
        System.exit(run(Options.parse(arguments)));
    } catch (Failure failure) {
        System.err.println(failure.getMessage());
        System.exit(1);
    }
}

int run(Options options) throws Exception {
    var settings = Settings.of(options);
    return switch (options.command()) {
        case "up" -> new Up(settings, options).run();
        case "down" -> new Stop(settings).all();
        case "roll" -> new Roll(settings, options).run();
        case "test" -> new Tests(settings, options).run();
        case "doctor" -> new Doctor(settings).run();
        case "logs" -> new Logs(settings, options).run();
        case "status" -> new Status(settings).print(options.has("json"));
        case "token" -> new Token(settings).print(options.argument(0, "ana"));
        case "help", "-h", "--help" -> usage();
        default -> throw new Failure("There is no ./dev " + options.command() + "; ./dev help lists what there is.");
    };
}

int usage() {
    System.out.println("""
            ./dev up [--detach]          build what changed, start everything, wait until it is healthy, stop at Ctrl-C
                  --replicas N           N of each service, from 1 to 4, behind HAProxy and with Redis; without it as
                                         many as run already, or one
                  --port NAME=NUMBER     another port: frontend, api, orchestration, prompt, local-aws, dynamodb, redis,
                                         proxy, api-1 and so on (or TRIADE_PORT_FRONTEND, TRIADE_PORT_API_1 and so on)
                  --memory               keep no data on disk
                  --no-build             start what is built already
                  --without NAME         leave a process out
            ./dev down                   stop whatever is still running, also after a crash
            ./dev roll [NAMES]           restart services one process after the other, each once the last is ready again
                  --min-ready-seconds N  and has been for so long: a process that has just started is slow
            ./dev test [--only NAMES]    run every kind of test: tidy, java, frontend, smoke, python, node, journey
            ./dev doctor                 what this machine lacks, and how to get it
            ./dev logs [NAME] [-f]       the newest log lines, of one process or all
            ./dev status [--json]        each process with address, pid, state and memory
            ./dev token [USER]           a bearer token of a demo user (ana, bruno or carla), for curl and SDKs

            State is kept in .triade/ (or the folder in TRIADE_HOME).""");
    return 0;
}
