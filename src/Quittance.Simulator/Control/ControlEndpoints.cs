using System.Text.Json;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Control;

/// <summary>What people and tests ask of the simulator itself. Short paths mean the account <c>default</c>.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/control").AddEndpointFilter(RefuseMisuseAsync);
        control.MapPost("/accounts", CreateAsync);
        control.MapGet("/accounts", (HttpContext context, AccountBook accounts) => Answer(accounts.All().Select(account => AccountView.Of(account, UrlOf(context)))));
        foreach (var prefix in new[] { "", "/accounts/{accountId}" })
        {
            var group = control.MapGroup(prefix);
            group.MapGet(prefix.Length == 0 ? "/account" : "", (HttpContext context, ControlledAccount account) => Answer(AccountView.Of(account.Value, UrlOf(context))));
            group.MapAccountControl();
            group.MapBillControl();
            group.MapWebhookControl();
        }

        control.MapDelete("/accounts/{accountId}", (AccountBook accounts, ControlledAccount account) =>
        {
            accounts.Remove(account.Value);
            return Results.NoContent();
        });
    }

    public static IResult Answer<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, Text.Camel, statusCode: status);

    public static IResult NotFound(string what) => Answer(new { error = $"No such {what}" }, StatusCodes.Status404NotFound);

    /// <summary>The body of a control request, which may be left out.</summary>
    public static async Task<T> BodyAsync<T>(HttpContext context, CancellationToken cancel)
    {
        using var text = new StreamReader(context.Request.Body);
        var json = await text.ReadToEndAsync(cancel);
        return JsonSerializer.Deserialize<T>(json.Length == 0 ? "{}" : json, Text.Camel) ?? throw new JsonException("The body is null");
    }

    public static string UrlOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    private static async Task<IResult> CreateAsync(HttpContext context, AccountBook accounts, Corpus corpus, CancellationToken cancel)
    {
        var request = await BodyAsync<AccountRequest>(context, cancel);
        if (request.Account is { } id && !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            return Answer(new { error = "account: letters, digits, - and _ only" }, StatusCodes.Status400BadRequest);
        }

        var account = request.Account is null ? accounts.New() : accounts.TryAdd(request.Account, null);
        if (account is null)
        {
            return Answer(new { error = "There is such an account" }, StatusCodes.Status409Conflict);
        }

        if (request.Credentials is { } given)
        {
            accounts.Replace(account, given.Over(account.Credentials));
            account.IsRevoked = given.Revoked ?? false;
        }

        account.Settings = request.Settings ?? account.Settings;
        if (request.Stocked)
        {
            corpus.Stock(account);
        }

        return Answer(AccountView.Of(account, UrlOf(context)), StatusCodes.Status201Created);
    }

    private static async ValueTask<object?> RefuseMisuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return Answer(new { error = failure.Message }, StatusCodes.Status400BadRequest);
        }
    }
}
