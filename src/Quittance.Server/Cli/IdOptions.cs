using System.CommandLine;
using System.CommandLine.Parsing;
using Quittance.Server.Api;

namespace Quittance.Server.Cli;

/// <summary>Options that take ids: with their prefix, as we print them, or bare.</summary>
internal static class IdOptions
{
    public const string TokenPrefix = "tok_";

    private const string Example = "0198f0c7a3b97c41a5d2c0ffee000001";

    public static Option<Guid> Organization() => new("--organization")
    {
        Description = "Whose it is, as organization list shows it: org_...",
        Required = true,
        CustomParser = argument => Read("org_", argument.Tokens[0], argument),
    };

    public static Option<Guid?> OnlyOrganization() => new("--organization")
    {
        Description = "Only this organization, as organization list shows it: org_...",
        CustomParser = argument => Read("org_", argument.Tokens[0], argument),
    };

    public static Option<Guid> Token() => new("--token")
    {
        Description = "The token's id, as token list shows it: tok_... (not its secret text).",
        Required = true,
        CustomParser = argument => Read(TokenPrefix, argument.Tokens[0], argument),
    };

    public static Option<Guid> Client() => new("--client")
    {
        Description = "The client's id, as client list shows it (not its secret).",
        Required = true,
        CustomParser = argument => Read("", argument.Tokens[0], argument),
    };

    public static Option<Guid> Business() => new("--business")
    {
        Description = "Which business: biz_...",
        Required = true,
        CustomParser = argument => Read("biz_", argument.Tokens[0], argument),
    };

    public static Option<Guid[]> Businesses() => new("--business")
    {
        Description = "Limit it to this business: biz_... May be given several times; without it all businesses of the organization are open.",
        CustomParser = argument => [.. argument.Tokens.Select(token => Read("biz_", token, argument))],
    };

    private static Guid Read(string prefix, Token token, ArgumentResult argument)
    {
        if (!Ids.TryRead(prefix, token.Value, out var id))
        {
            argument.AddError($"{token.Value} is no id. An example: {prefix}{Example}");
        }

        return id;
    }
}
