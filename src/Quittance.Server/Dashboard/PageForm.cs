using Quittance.Server.Security;

namespace Quittance.Server.Dashboard;

/// <summary>The form that one of our own pages sent, or the page that says why it is not taken.</summary>
internal sealed record PageForm(IFormCollection? Fields, HtmlPage? Problem)
{
    public static async Task<PageForm> ReadAsync(HttpContext context, CancellationToken cancel)
    {
        if (CrossOrigin.IsForbidden(context.Request))
        {
            return Refused(StatusCodes.Status403Forbidden, "Not from here", "This form was sent from another site.");
        }

        if (!context.Request.HasFormContentType)
        {
            return Refused(StatusCodes.Status415UnsupportedMediaType, "Not a form", "Send the form of this page.");
        }

        try
        {
            var form = await context.Request.ReadFormAsync(cancel);
            // What JSON bodies are checked for as they are read: PostgreSQL cannot store U+0000.
            return form.Any(field => field.Value.ToString().Contains('\0', StringComparison.Ordinal)) ? Unreadable() : new PageForm(form, null);
        }
        catch (InvalidDataException)
        {
            return Unreadable();
        }
    }

    private static PageForm Unreadable() => Refused(StatusCodes.Status400BadRequest, "Not a form", "The form cannot be read.");

    private static PageForm Refused(int status, string title, string problem) => new(null, new HtmlPage(status, title, HtmlPage.Problem(problem)));
}
