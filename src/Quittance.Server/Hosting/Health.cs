using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Hosting;

/// <summary>What orchestrators ask: is the process alive, and can it serve?</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => TypedResults.Ok(new { status = "ok" })).ExcludeFromDescription();
        app.MapGet("/readyz", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        try
        {
            var pending = await Migrator.PendingAsync(source, cancel);
            return pending.Count == 0
                ? TypedResults.Ok(new { status = "ready" })
                : NotReady($"Migrations are pending: {string.Join(", ", pending)}. Run ./quittance migrate.");
        }
        catch (MigrationException misfit)
        {
            return NotReady(misfit.Message);
        }
        catch (NpgsqlException)
        {
            return NotReady("The database does not answer.");
        }
    }

    private static IResult NotReady(string message) =>
        TypedResults.Json(new { status = "not ready", message }, statusCode: StatusCodes.Status503ServiceUnavailable);
}
