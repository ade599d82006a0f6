using Quittance.Simulator.Accounts;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Qonto;

/// <summary>Qonto's Business API: <c>Authorization: login:secret-key</c> or a bearer token; errors as JSON:API has them.</summary>
internal sealed class QontoDialect : Dialect
{
    public override Provider Provider => Provider.Qonto;

    public override ValueTask<Account?> FindAccountAsync(HttpContext context, AccountBook accounts)
    {
        var pair = context.Request.Headers.Authorization.ToString().Split(':', 2);
        var byPair = pair.Length == 2 && accounts.FindByKey(pair[1]) is { } owner && string.Equals(owner.Credentials.Login, pair[0], StringComparison.Ordinal) ? owner : null;
        return ValueTask.FromResult(byPair ?? (BearerOf(context) is { } token ? accounts.FindByKey(token) : null));
    }

    public override Task RefuseAsync(HttpContext context, int status, string message) => Error(status, CodeOf(status), message).ExecuteAsync(context);

    /// <param name="parameter">Which query parameter is to blame.</param>
    public static IResult Error(int status, string code, string detail, string? parameter = null)
    {
        object error = parameter is null ? new { code, detail } : new { code, detail, source = new { parameter } };
        return Results.Json(new { errors = new[] { error }, trace_id = "00000000000000000000000000000000" }, Text.Snake, statusCode: status);
    }

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status429TooManyRequests => "too_many_requests",
        _ => "internal_error",
    };
}
