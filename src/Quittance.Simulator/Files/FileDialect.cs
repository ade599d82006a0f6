using Quittance.Simulator.Accounts;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Files;

/// <summary>The object store behind a provider's links: no credentials, errors in XML.</summary>
internal sealed class FileDialect(Provider provider) : Dialect
{
    public override Provider Provider => provider;

    /// <summary>The link names its account, and its signature is looked at later.</summary>
    public override ValueTask<Account?> FindAccountAsync(HttpContext context, AccountBook accounts) =>
        ValueTask.FromResult(accounts.Find(context.GetRouteValue("accountId") as string ?? ""));

    public override Task RefuseAsync(HttpContext context, int status, string message) => Error(status, status switch
    {
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => "SlowDown",
        StatusCodes.Status500InternalServerError => "InternalError",
        _ => "AccessDenied",
    }, message).ExecuteAsync(context);

    public static IResult Error(int status, string code, string message) =>
        Results.Content($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>", "application/xml", statusCode: status);
}
