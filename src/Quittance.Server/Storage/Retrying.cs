using Npgsql;

namespace Quittance.Server.Storage;

/// <summary>Does a whole session again when the database ended it in favour of another.</summary>
internal static class Retrying
{
    private const int AttemptsMax = 5;

    /// <param name="session">Opens a session, works in it and commits; it may be run several times, of which only the last has an effect.</param>
    public static async Task<T> RunAsync<T>(Func<Task<T>> session)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await session();
            }
            catch (PostgresException conflict) when (conflict.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < AttemptsMax)
            {
                // Two writes met in opposite order; the database chose one to go first, so the other goes again.
            }
        }
    }
}
