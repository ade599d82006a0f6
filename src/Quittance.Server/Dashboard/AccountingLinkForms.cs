using Quittance.Domain;
using Quittance.Domain.Accounting;
using Quittance.Server.Accounting;

namespace Quittance.Server.Dashboard;

/// <summary>What the page behind <c>connection_url</c> shows at each step. Every text is escaped here.</summary>
internal static class AccountingLinkForms
{
    public static HtmlPage OfChoice(string token, AccountingLinkCard card, IReadOnlyList<IAccountingSystem> systems) => new(
        StatusCodes.Status200OK,
        Title(card),
        systems.Count == 0
            ? "<p>No accounting system is set up on this server. Ask its operator.</p>"
            : $"""
              <p>Where does {HtmlPage.Text(card.BusinessName)} keep its books? Bills that it approves from then on are booked there, and so are their payments.</p>
              <ul class="choices">{string.Concat(systems.Select(system => OfChoice(token, system.Profile)))}</ul>
              """);

    /// <summary>The system that it has to be cannot be used on this server any more.</summary>
    public static HtmlPage OfUnusable(AccountingLinkCard card, string name) => new(
        StatusCodes.Status409Conflict, Title(card), $"<p>{HtmlPage.Text(name)} is not set up on this server. Ask its operator.</p>");

    private static string OfChoice(string token, AccountingSystemProfile profile) =>
        $"<li><a href=\"/connect/{Link(token)}?platform={Uri.EscapeDataString(profile.Platform)}\">{HtmlPage.Text(profile.Name)}</a><small>{HtmlPage.Text(profile.Description)}</small></li>";

    /// <summary>The form of a system, or the way to its own page.</summary>
    /// <param name="given">What was filled in, to be shown again; secrets are not.</param>
    public static HtmlPage OfSystem(
        string token, AccountingLinkCard card, AccountingSystemProfile profile, bool isAuthorizedByUser, IReadOnlyDictionary<string, string?> given, IReadOnlyList<FieldFault> faults)
    {
        var query = $"?platform={Uri.EscapeDataString(profile.Platform)}";
        var own = profile.Fields.Select(field => $"{AccountingFields.Prefix}.{field.Name}").ToHashSet(StringComparer.Ordinal);
        var body = isAuthorizedByUser
            ? $"<p>{HtmlPage.Text(profile.Name)} asks you on its own page whether to allow this.</p><p><a class=\"go\" href=\"/connect/{Link(token)}/authorize{query}\">Continue to {HtmlPage.Text(profile.Name)}</a></p>"
            : $"""
              <form method="post" action="/connect/{Link(token)}{query}">
              {string.Concat(profile.Fields.Select(field => OfField(field, given.GetValueOrDefault(field.Name), faults)))}
              <button>Connect</button>
              </form>
              """;
        return new HtmlPage(
            faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            Title(card),
            $"""
            <p><strong>{HtmlPage.Text(profile.Name)}</strong>: {HtmlPage.Text(profile.Description)}</p>
            {Reason(card)}
            {string.Concat(faults.Where(fault => !own.Contains(fault.Field)).Select(fault => HtmlPage.Problem(fault.Message)))}
            {body}
            {(card.Connection.Platform is null ? $"<p><a href=\"/connect/{Link(token)}\">Choose another system</a></p>" : "")}
            """);
    }

    /// <summary>A link that serves no more says where things stand.</summary>
    public static HtmlPage OfClosed(AccountingLinkCard card) => card.Connection.Status switch
    {
        AccountingConnectionStatus.Connected => new(
            StatusCodes.Status200OK,
            "You are connected",
            $"""
            <p>The books of <strong>{HtmlPage.Text(card.Connection.Company?.Name ?? card.BusinessName)}</strong> are connected
            with <strong>{HtmlPage.Text(card.BusinessName)}</strong>. Its bills and payments appear in the accounting system by themselves from now on.</p>
            <p>You can close this page.</p>
            """),
        AccountingConnectionStatus.Disconnected => new(
            StatusCodes.Status410Gone, "This connection has ended", "<p>It was disconnected. Ask whoever sent you the link for a new one if you still want to connect.</p>"),
        _ => new(StatusCodes.Status410Gone, "This link has ended", "<p>It was open for seven days. Ask whoever sent it to you for a new one.</p>"),
    };

    /// <summary>The system's own page did not come to a connection.</summary>
    public static HtmlPage OfFailure(string token, AccountingLinkCard card, string problem) => new(
        StatusCodes.Status422UnprocessableEntity,
        "Not connected yet",
        $"""
        {HtmlPage.Problem(problem)}
        <p>Nothing was changed. <a href="/connect/{Link(token)}">Try again</a>, and if it does not help, tell whoever sent you the link to connect {HtmlPage.Text(card.BusinessName)}.</p>
        """);

    /// <summary>Somebody who did not go from here, or is late.</summary>
    public static HtmlPage OfStranger() => new(
        StatusCodes.Status410Gone,
        "This did not come from here",
        "<p>You have a quarter of an hour to agree, in the browser in which you began. Open the link that you were sent, and continue from there.</p>");

    private static string Title(AccountingLinkCard card) => $"Connect the books of {card.BusinessName}";

    private static string Reason(AccountingLinkCard card) => card.Connection is { Status: AccountingConnectionStatus.Deauthorized, Fault: { } fault }
        ? HtmlPage.Problem($"The connection stopped working: {fault.Message}")
        : "";

    private static string OfField(AccountingSystemField field, string? given, IReadOnlyList<FieldFault> faults)
    {
        var name = HtmlPage.Text(field.Name);
        var isSecret = field.Kind == AccountingFieldKind.Secret;
        var value = isSecret ? "" : $" value=\"{HtmlPage.Text(given ?? field.Default ?? "")}\"";
        var type = field.Kind switch
        {
            AccountingFieldKind.Secret => "password",
            AccountingFieldKind.Url => "url",
            _ => "text",
        };
        return $"""
            <label for="{name}">{HtmlPage.Text(field.Label)}{(field.IsRequired ? "" : " (optional)")}</label>
            {string.Concat(faults.Where(fault => fault.Field == $"{AccountingFields.Prefix}.{field.Name}").Select(fault => HtmlPage.Problem(fault.Message == "field required" ? "Fill this in." : fault.Message)))}
            <input id="{name}" name="field_{name}" type="{type}"{value}{(field.IsRequired ? " required" : "")} autocomplete="{(isSecret ? "new-password" : "off")}" aria-describedby="{name}-about">
            <small id="{name}-about">{HtmlPage.Text(field.Description)}</small>

            """;
    }

    private static string Link(string token) => HtmlPage.Text(Uri.EscapeDataString(token));
}
