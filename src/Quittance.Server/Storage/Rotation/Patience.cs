using Npgsql;

namespace Quittance.Server.Storage.Rotation;

/// <summary>Tries a step until its rows are free. It waits outside a session, because whoever needs the same rows would wait behind it.</summary>
internal sealed class Patience(RotationRequest request, TimeProvider clock, Action<string> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes a session give up what it cannot have at once; a server's request waits no longer than this behind it.</summary>
    public static Task LimitAsync(TenantSession session, CancellationToken cancel) =>
        session.Sql("select set_config('lock_timeout', '500ms', true)").ExecuteAsync(cancel);

    /// <returns>False if the rows were never free.</returns>
    public async Task<bool> TryAsync(string what, Func<Task> step, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= request.AttemptsMax; attempt++)
        {
            try
            {
                await step();
                return true;
            }
            catch (PostgresException busy) when (busy.SqlState
                is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                if (attempt == 1)
                {
                    tell($"{what} is in use, waiting");
                }
            }

            await PauseAsync(clock, cancel);
        }

        return false;
    }

    public static Task PauseAsync(TimeProvider clock, CancellationToken cancel) => Task.Delay(Pause, clock, cancel);
}
