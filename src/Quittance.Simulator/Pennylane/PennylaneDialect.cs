using System.Globalization;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Pennylane;

/// <summary>Pennylane's API, version 2: a bearer token, errors as <c>error</c>, <c>message</c> and <c>status</c>.</summary>
internal sealed class PennylaneDialect : Dialect
{
    public override Provider Provider => Provider.Pennylane;

    public override ValueTask<Account?> FindAccountAsync(HttpContext context, AccountBook accounts) =>
        ValueTask.FromResult(BearerOf(context) is { } token ? accounts.FindByKey(token) : null);

    public override Task RefuseAsync(HttpContext context, int status, string message) => Error(status, message).ExecuteAsync(context);

    public static IResult Error(int status, string message) => Results.Json(new { error = CodeOf(status), message, status }, Text.Snake, statusCode: status);

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "bad_request",
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status422UnprocessableEntity => "unprocessable_entity",
        StatusCodes.Status429TooManyRequests => "too_many_requests",
        _ => string.Create(CultureInfo.InvariantCulture, $"error_{status}"),
    };
}
